"use client";

import clsx from "clsx";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useRead } from "@/components/live/api-provider";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { UsageNumbers } from "@/components/usage/usage-numbers";
import type { UsageReport } from "@/lib/client/api";
import { dollars } from "@/lib/client/wording";
import type { UsageDay } from "@/lib/types";

const UsageChart = dynamic(() => import("@/components/usage/usage-chart"), { ssr: false, loading: () => <Skeleton className="h-56" /> });

const SPANS = [7, 30] as const;

/** What the model calls cost: sums, a chart, and the same numbers as a table. */
export function UsageView({ initial }: { initial: UsageReport }) {
  const { data = initial } = useRead("/api/usage", initial);
  const [span, setSpan] = useState<number>(SPANS[0]);
  const days = oldestFirst(data.days).slice(-span);
  return (
    <div className="space-y-4">
      <Panel title="Sums">
        <UsageNumbers summary={data.summary} />
      </Panel>
      <Panel title="Cost by day">
        <div role="group" aria-label="Days shown" className="mb-3 flex gap-2">
          {SPANS.map((count) => (
            <button key={count} type="button" aria-pressed={span === count} onClick={() => setSpan(count)} className={clsx("min-h-12 rounded-full border px-4 text-sm font-medium", span === count ? "border-ink bg-ink text-canvas" : "border-field-line hover:bg-hover")}>
              {count} days
            </button>
          ))}
        </div>
        {days.some((day) => day.calls > 0) ? <UsageChart days={days} budget={data.summary.daily_budget} /> : <p className="py-6 text-sm text-muted">No model was called in these {span} days. Without an AI key, drafts come from templates and cost nothing.</p>}
        <UsageTable days={days} />
      </Panel>
    </div>
  );
}

function oldestFirst(days: UsageDay[]): UsageDay[] {
  return [...days].sort((one, other) => one.date.localeCompare(other.date));
}

function UsageTable({ days }: { days: UsageDay[] }) {
  return (
    <table className="mt-4 w-full text-sm">
      <caption className="sr-only">Calls and cost by day</caption>
      <thead className="text-left text-muted">
        <tr>
          <th scope="col" className="py-1 font-medium">Day</th>
          <th scope="col" className="py-1 text-right font-medium">Calls</th>
          <th scope="col" className="py-1 text-right font-medium">Cost</th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {[...days].reverse().map((day) => (
          <tr key={day.date}>
            <th scope="row" className="py-2 text-left font-normal">{day.date}</th>
            <td className="py-2 text-right">{day.calls}</td>
            <td className="py-2 text-right">{dollars(day.cost_usd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
