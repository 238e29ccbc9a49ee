"use client";

import clsx from "clsx";
import Link from "next/link";
import { useRead } from "@/components/live/api-provider";
import { CATEGORIES, categoryName } from "@/lib/client/wording";
import { EVERYTHING, queueHref, sameFilter, type QueueFilter } from "@/lib/queue-filter";
import type { ApprovalType, Category, Status } from "@/lib/types";

interface Choice {
  filter: QueueFilter;
  label: string;
  count: number;
}

/** One row of filters that scrolls under the thumb; empty ones are left out unless chosen. */
export function CategoryChips({ chosen, initial }: { chosen: QueueFilter; initial: Status }) {
  const { data = initial } = useRead("/api/status", initial);
  const shown = choices(data).filter(({ filter, count }) => count > 0 || sameFilter(filter, EVERYTHING) || sameFilter(filter, chosen));
  return (
    <nav aria-label="Filter" className="no-scrollbar -mx-4 mb-4 overflow-x-auto px-4">
      <ul className="flex gap-2">
        {shown.map((choice) => (
          <Chip key={choice.label} choice={choice} here={sameFilter(choice.filter, chosen)} />
        ))}
      </ul>
    </nav>
  );
}

function choices(status: Status): Choice[] {
  const counts = status.pending_approvals;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    { filter: EVERYTHING, label: "All", count: total },
    { filter: { ...EVERYTHING, view: "urgent" }, label: "Urgent", count: status.urgent },
    ...CATEGORIES.map((category) => ({ filter: { ...EVERYTHING, category }, label: categoryName(category), count: countOf(counts, category) })),
    { filter: { ...EVERYTHING, view: "snoozed" }, label: "Snoozed", count: status.snoozed },
  ];
}

function countOf(counts: Record<ApprovalType, number>, category: Category): number {
  return counts[category.toLowerCase() as ApprovalType];
}

function Chip({ choice: { filter, label, count }, here }: { choice: Choice; here: boolean }) {
  return (
    <li>
      <Link prefetch={false} href={queueHref(filter)} aria-current={here ? "true" : undefined} className={clsx("inline-flex min-h-12 items-center gap-2 rounded-full border px-4 text-sm font-medium whitespace-nowrap", here ? "border-ink bg-ink text-canvas" : "border-line bg-card text-ink hover:bg-hover")}>
        {label}
        <span className={here ? "text-canvas" : "text-muted"}>{count}</span>
      </Link>
    </li>
  );
}
