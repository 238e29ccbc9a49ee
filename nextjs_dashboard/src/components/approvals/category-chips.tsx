"use client";

import clsx from "clsx";
import Link from "next/link";
import { useRead } from "@/components/live/api-provider";
import { CATEGORIES, categoryName } from "@/lib/client/wording";
import type { ApprovalType, Category, Status } from "@/lib/types";

/** One row of filters that scrolls under the thumb; empty categories are left out unless chosen. */
export function CategoryChips({ chosen, initial }: { chosen: Category | null; initial: Status }) {
  const { data = initial } = useRead("/api/status", initial);
  const counts = data.pending_approvals;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const shown = CATEGORIES.filter((category) => countOf(counts, category) > 0 || category === chosen);
  return (
    <nav aria-label="Filter" className="no-scrollbar -mx-4 mb-4 overflow-x-auto px-4">
      <ul className="flex gap-2">
        <Chip href="/approvals" label="All" count={total} here={chosen === null} />
        {shown.map((category) => (
          <Chip key={category} href={`/approvals?category=${category.toLowerCase()}`} label={categoryName(category)} count={countOf(counts, category)} here={category === chosen} />
        ))}
      </ul>
    </nav>
  );
}

function countOf(counts: Record<ApprovalType, number>, category: Category): number {
  return counts[category.toLowerCase() as ApprovalType];
}

function Chip({ href, label, count, here }: { href: string; label: string; count: number; here: boolean }) {
  return (
    <li>
      <Link href={href} aria-current={here ? "true" : undefined} className={clsx("inline-flex min-h-12 items-center gap-2 rounded-full border px-4 text-sm font-medium whitespace-nowrap", here ? "border-ink bg-ink text-canvas" : "border-line bg-card text-ink hover:bg-hover")}>
        {label}
        <span className={here ? "text-canvas" : "text-muted"}>{count}</span>
      </Link>
    </li>
  );
}
