"use client";

import Link from "next/link";
import { ActivityRow } from "@/components/activity/activity-row";
import { HealthRow } from "@/components/health/health-row";
import { HealthSummary, worstFirst } from "@/components/health/health-list";
import { useRead } from "@/components/live/api-provider";
import { PlanProgress } from "@/components/plans/plan-progress";
import { Panel } from "@/components/ui/panel";
import { UsageNumbers } from "@/components/usage/usage-numbers";
import { CATEGORIES, categoryName } from "@/lib/client/wording";
import type { ApprovalType, HealthRow as Row, Status } from "@/lib/types";

/** Rows of the health summary on the home page. */
const HEALTH_ROWS = 3;
const PLAN_ROWS = 3;

/** The blocks beside the queue (FR-P019): counts, tasks, health, usage, the last ten actions. */
export function HomePanels({ status, health }: { status: Status; health: { items: Row[] } }) {
  const { data = status } = useRead("/api/status", status);
  const { data: parts = health } = useRead("/api/health", health);
  return (
    <div className="space-y-4">
      <Counts counts={data.pending_approvals} />
      <Tasks tasks={data.tasks} />
      {data.active_plans.length > 0 && <Plans plans={data.active_plans} />}
      <Panel title="Health" more={{ href: "/health", label: "All parts" }}>
        <HealthSummary rows={parts.items} />
        <ul className="divide-y divide-line">
          {worstFirst(parts.items)
            .filter((row) => row.state !== "ok")
            .slice(0, HEALTH_ROWS)
            .map((row) => (
              <li key={row.name}>
                <HealthRow row={row} />
              </li>
            ))}
        </ul>
      </Panel>
      <Panel title="AI usage" more={{ href: "/api-usage", label: "By day" }}>
        <UsageNumbers summary={data.usage} />
      </Panel>
      <RecentActivity status={data} />
    </div>
  );
}

function Counts({ counts }: { counts: Record<ApprovalType, number> }) {
  return (
    <Panel title="Waiting by kind">
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-2">
        {CATEGORIES.map((category) => (
          <li key={category}>
            <Link prefetch={false} href={`/approvals?category=${category.toLowerCase()}`} className="flex min-h-12 items-center justify-between rounded-xl border border-line px-3 text-sm hover:bg-hover">
              {categoryName(category)}
              <span className="text-base font-semibold">{counts[category.toLowerCase() as ApprovalType]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Tasks({ tasks }: { tasks: Status["tasks"] }) {
  const rows = [
    ["Active", tasks.active],
    ["Done today", tasks.completed_today],
    ["Failed today", tasks.failed_today],
  ] as const;
  return (
    <Panel title="Tasks">
      <dl className="grid grid-cols-3 gap-2">
        {rows.map(([name, count]) => (
          <div key={name}>
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="text-2xl font-semibold">{count}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Plans({ plans }: { plans: Status["active_plans"] }) {
  return (
    <Panel title="Plans" more={{ href: "/plans", label: "All plans" }}>
      <ul className="divide-y divide-line">
        {plans.slice(0, PLAN_ROWS).map((plan) => (
          <li key={plan.plan_id}>
            <Link prefetch={false} href={`/plans/${encodeURIComponent(plan.plan_id)}`} className="block py-3 hover:underline">
              <span className="mb-1 block text-base font-medium wrap-anywhere">{plan.objective}</span>
              <PlanProgress plan={{ status: plan.status, done: Math.max(0, plan.current_step - 1), blocked: 0, total: plan.total_steps }} />
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RecentActivity({ status }: { status: Status }) {
  return (
    <Panel title="Last actions" more={{ href: "/activity", label: "All activity" }}>
      {status.recent_activity.length === 0 && <p className="text-sm text-muted">Nothing happened yet.</p>}
      <ul className="divide-y divide-line">
        {status.recent_activity.map((entry, index) => (
          <li key={`${entry.timestamp}-${index}`}>
            <ActivityRow entry={entry} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
