"use client";

import clsx from "clsx";
import { CircleCheck, CircleX, TriangleAlert, type LucideIcon } from "lucide-react";
import { usePartTest } from "@/components/health/use-part-test";
import { Ago } from "@/components/time/times";
import { Button } from "@/components/ui/button";
import { healthWord, partName } from "@/lib/client/wording";
import type { HealthRow as Row, HealthState } from "@/lib/types";

const LOOKS: Record<HealthState, { icon: LucideIcon; ink: string }> = {
  ok: { icon: CircleCheck, ink: "text-go-ink" },
  degraded: { icon: TriangleAlert, ink: "text-warn" },
  down: { icon: CircleX, ink: "text-stop" },
};

/** One part of the system: how it is, when it last worked, why it does not, and what to do. */
export function HealthRow({ row, onTested }: { row: Row; onTested?: (row: Row) => void }) {
  const { icon: Icon, ink } = LOOKS[row.state];
  const { outcome, busy, test } = usePartTest(row.name, onTested);
  return (
    <div data-testid={`health-${row.name}`} data-state={row.state} className="flex gap-3 py-3">
      <Icon aria-hidden className={clsx("mt-0.5 size-5 shrink-0", ink)} />
      <div className="min-w-0 grow text-sm">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3">
          <p className="text-base font-medium">{partName(row.name)}</p>
          <p className={clsx("font-medium", ink)}>{healthWord(row.state)}</p>
        </div>
        {row.detail && <p>{row.detail}</p>}
        {row.remedy && (
          <p className="mt-1">
            <span className="font-semibold">What to do:</span> {row.remedy}
          </p>
        )}
        {outcome && (
          <p role="status" className="mt-1 font-medium">
            {outcome}
          </p>
        )}
        <p className="mt-0.5 text-xs text-muted">{row.last_success ? <>Last worked <Ago at={row.last_success} /></> : row.state === "ok" ? null : "Has not worked yet"}</p>
      </div>
      {onTested && row.testable && (
        <Button disabled={busy} onClick={() => void test()} aria-label={`Test ${partName(row.name)}`} className="self-center text-sm">
          {busy ? "Testing…" : "Test"}
        </Button>
      )}
    </div>
  );
}
