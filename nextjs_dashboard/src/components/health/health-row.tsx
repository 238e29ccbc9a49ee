"use client";

import clsx from "clsx";
import { CircleCheck, CircleX, TriangleAlert, type LucideIcon } from "lucide-react";
import { Ago } from "@/components/time/times";
import { healthWord, partName } from "@/lib/client/wording";
import type { HealthRow as Row, HealthState } from "@/lib/types";

const LOOKS: Record<HealthState, { icon: LucideIcon; ink: string }> = {
  ok: { icon: CircleCheck, ink: "text-go-ink" },
  degraded: { icon: TriangleAlert, ink: "text-warn" },
  down: { icon: CircleX, ink: "text-stop" },
};

/** One part of the system: how it is, when it last worked, why it does not, and what to do. */
export function HealthRow({ row }: { row: Row }) {
  const { icon: Icon, ink } = LOOKS[row.state];
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
        <p className="mt-0.5 text-xs text-muted">{row.last_success ? <>Last worked <Ago at={row.last_success} /></> : row.state === "ok" ? null : "Has not worked yet"}</p>
      </div>
    </div>
  );
}
