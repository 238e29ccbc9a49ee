"use client";

import { ListChecks } from "lucide-react";
import Link from "next/link";
import { useRead } from "@/components/live/api-provider";
import { PlanProgress } from "@/components/plans/plan-progress";
import { Ago } from "@/components/time/times";
import { EmptyState, Notice } from "@/components/ui/notice";
import { plainWords } from "@/lib/client/api";
import type { PlanSummary } from "@/lib/types";

/** Every plan, what needs the owner first. */
export function PlanList({ initial }: { initial: { items: PlanSummary[] } }) {
  const { data = initial, error } = useRead("/api/plans", initial);
  return (
    <>
      {error !== undefined && (
        <Notice tone="warn" role="alert" title="This list may be out of date" className="mb-3">
          {plainWords(error)}
        </Notice>
      )}
      {data.items.length === 0 ? <NoPlans /> : <Rows items={data.items} />}
    </>
  );
}

function Rows({ items }: { items: PlanSummary[] }) {
  return (
    <ul className="space-y-3">
      {items.map((plan) => (
        <li key={plan.plan_id} className="lazy-card">
          <PlanCard plan={plan} />
        </li>
      ))}
    </ul>
  );
}

/** Opens the plan; one that waits for a yes opens where it can be decided. */
export function PlanCard({ plan }: { plan: PlanSummary }) {
  const href = plan.approval_id === null ? `/plans/${encodeURIComponent(plan.plan_id)}` : `/approvals/plans/${encodeURIComponent(plan.approval_id)}`;
  return (
    <Link prefetch={false} href={href} data-testid={`plan-${plan.plan_id}`} className="block rounded-2xl border border-line bg-card p-4 hover:border-field-line hover:bg-hover">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h2 className="min-w-0 text-base leading-snug font-semibold wrap-anywhere">{plan.objective}</h2>
        {plan.updated_at && (
          <p className="shrink-0 text-xs text-muted">
            <Ago at={plan.updated_at} />
          </p>
        )}
      </div>
      <PlanProgress plan={plan} />
    </Link>
  );
}

function NoPlans() {
  return (
    <EmptyState icon={ListChecks} title="No plan">
      <p>A task of several steps becomes a plan: it waits here for your yes, and shows how far it got.</p>
    </EmptyState>
  );
}
