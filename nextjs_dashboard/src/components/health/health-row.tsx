"use client";

import clsx from "clsx";
import { CircleCheck, CircleX, TriangleAlert, type LucideIcon } from "lucide-react";
import { usePartTest } from "@/components/health/use-part-test";
import { WhatsAppLogin } from "@/components/health/whatsapp-login";
import { Ago } from "@/components/time/times";
import { WithCode } from "@/components/ui/with-code";
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
        <div className="flex items-center justify-between gap-3">
          <div className="min-w-0">
            <p className="text-base font-medium">{partName(row.name)}</p>
            <p className={clsx("font-medium", ink)}>{healthWord(row)}</p>
          </div>
          {onTested && row.testable && (
            <Button disabled={busy} onClick={() => void test()} aria-label={`Test ${partName(row.name)}`} className="shrink-0 text-sm whitespace-nowrap">
              {busy ? "Testing…" : "Test"}
            </Button>
          )}
        </div>
        {row.detail && (
          <p className="mt-1">
            <WithCode text={row.detail} />
          </p>
        )}
        {row.remedy && (
          <p className="mt-1">
            <span className="font-semibold">What to do:</span> <WithCode text={row.remedy} />
          </p>
        )}
        {outcome && (
          <p role="status" className="mt-1 font-medium">
            {outcome}
          </p>
        )}
        {onTested && row.facts && <Facts facts={row.facts} />}
        <p className="mt-1 text-xs text-muted">{row.last_success ? <>Last worked <Ago at={row.last_success} /></> : row.state === "ok" ? null : row.testable ? "Has not worked yet" : null}</p>
        {onTested && row.needs_login && <WhatsAppLogin />}
      </div>
    </div>
  );
}

function Facts({ facts }: { facts: NonNullable<Row["facts"]> }) {
  return (
    <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
      {facts.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
