"use client";

import { FindingList } from "@/components/health/finding-list";
import { HealthRow } from "@/components/health/health-row";
import { useRead } from "@/components/live/api-provider";
import { Notice } from "@/components/ui/notice";
import { plainWords } from "@/lib/client/api";
import type { FindingNote, HealthRow as Row, HealthState } from "@/lib/types";

const ORDER: Record<HealthState, number> = { down: 0, degraded: 1, ok: 2 };

/** Every part of the system, what needs attention first. */
export function HealthList({ initial }: { initial: { items: Row[]; findings?: FindingNote[] } }) {
  const { data = initial, error, mutate } = useRead("/api/health", initial);
  const tested = (row: Row): void => void mutate({ ...data, items: data.items.map((known) => (known.name === row.name ? row : known)) }, { revalidate: false });
  return (
    <>
      {error !== undefined && (
        <Notice tone="warn" role="alert" title="The dashboard itself does not answer" className="mb-3">
          {plainWords(error)}
        </Notice>
      )}
      <HealthSummary rows={data.items} />
      <ul className="divide-y divide-line rounded-2xl border border-line bg-card px-4">
        {worstFirst(data.items).map((row) => (
          <li key={row.name}>
            <HealthRow row={row} onTested={tested} />
          </li>
        ))}
      </ul>
      <FindingList findings={data.findings ?? []} />
    </>
  );
}

/** One sentence on the whole. */
export function HealthSummary({ rows }: { rows: Row[] }) {
  const troubled = rows.filter((row) => row.state !== "ok").length;
  const down = rows.some((row) => row.state === "down");
  if (rows.length === 0) return <Notice tone="warn" className="mb-3">No part has reported yet. Start the agent on this laptop.</Notice>;
  if (troubled === 0) return <Notice tone="good" role="status" title="Everything works" className="mb-3" />;
  return <Notice tone={down ? "danger" : "warn"} role="status" title={`${troubled} of ${rows.length} parts ${troubled === 1 ? "needs" : "need"} attention`} className="mb-3" />;
}

export function worstFirst(rows: Row[]): Row[] {
  return [...rows].sort((one, other) => ORDER[one.state] - ORDER[other.state]);
}
