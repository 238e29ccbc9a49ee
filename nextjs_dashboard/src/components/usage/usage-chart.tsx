"use client";

import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { dollars } from "@/lib/client/wording";
import type { UsageDay } from "@/lib/types";

const TICK = { fill: "var(--muted)", fontSize: 12 };

/** Cost by day as bars, with the daily budget as a line. The same numbers stand in the table below it. */
export default function UsageChart({ days, budget }: { days: UsageDay[]; budget: number | null }) {
  return (
    <div aria-hidden data-testid="usage-chart" className="h-56 w-full">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={days} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="date" tickFormatter={shortDay} tick={TICK} tickLine={false} axisLine={false} minTickGap={12} />
          <YAxis tickFormatter={dollars} tick={TICK} tickLine={false} axisLine={false} width={56} />
          <Tooltip cursor={{ fill: "var(--hover)" }} formatter={(value) => [dollars(Number(value)), "Cost"]} contentStyle={{ background: "var(--raised)", border: "1px solid var(--line)", borderRadius: 12, color: "var(--ink)" }} itemStyle={{ color: "var(--ink)" }} />
          {budget !== null && <ReferenceLine y={budget} stroke="var(--warn)" strokeDasharray="4 4" />}
          <Bar dataKey="cost_usd" fill="var(--go-ink)" radius={[6, 6, 0, 0]} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

/** "21 Nov" for "2026-11-21", whatever the reader's time zone. */
function shortDay(date: string): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}
