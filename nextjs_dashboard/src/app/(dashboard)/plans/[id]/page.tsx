import clsx from "clsx";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { RefreshOnChange } from "@/components/live/refresh-on-change";
import { PlanProgress } from "@/components/plans/plan-progress";
import { BackLink } from "@/components/ui/back-link";
import { buttonLook } from "@/components/ui/button";
import { MarkdownText } from "@/components/ui/markdown-text";
import { getPlan } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Plan" };

interface PageProps {
  params: Promise<{ id: string }>;
}

/** One plan in full; a change in the vault is shown at once. */
export default async function PlanPage({ params }: PageProps) {
  const { id } = await params;
  await requireSession(`/plans/${encodeURIComponent(id)}`);
  const plan = await getPlan(id);
  if (plan === null) notFound();
  const heading = /^# /m.test(plan.text);
  return (
    <article className="-mt-4 max-w-3xl">
      <RefreshOnChange />
      <BackLink href="/plans">Plans</BackLink>
      <div className="mb-4 rounded-2xl border border-line bg-card p-4">
        {!heading && <h1 className="mb-2 text-xl font-semibold tracking-tight">{plan.objective}</h1>}
        <PlanProgress plan={plan} />
        {plan.approval_id !== null && (
          <Link prefetch={false} href={`/approvals/plans/${encodeURIComponent(plan.approval_id)}`} className={clsx(buttonLook("quiet"), "mt-3")}>
            Read and decide
          </Link>
        )}
      </div>
      <MarkdownText markdown={plan.text} />
    </article>
  );
}
