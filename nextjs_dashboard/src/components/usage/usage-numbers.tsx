import { dollars } from "@/lib/client/wording";
import type { UsageSummary } from "@/lib/types";

/** The sums of FR-P028 in one grid. */
export function UsageNumbers({ summary }: { summary: UsageSummary }) {
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-3">
      <Number name="Calls today" value={String(summary.calls_today)} />
      <Number name="Cost today" value={dollars(summary.cost_today)} />
      <Number name="Daily budget" value={summary.daily_budget === null ? "none set" : dollars(summary.daily_budget)} />
      <Number name="This week" value={dollars(summary.cost_week)} />
      <Number name="This month" value={dollars(summary.cost_month)} />
      <Number name="Average per call" value={dollars(summary.average_cost)} />
    </dl>
  );
}

function Number({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-lg font-semibold">{value}</dd>
    </div>
  );
}
