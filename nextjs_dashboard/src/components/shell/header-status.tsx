"use client";

import clsx from "clsx";
import Link from "next/link";
import { useRead } from "@/components/live/api-provider";
import { Ago } from "@/components/time/times";
import { dollars, latest, syncWords } from "@/lib/client/wording";
import type { Status, SyncStatus } from "@/lib/types";

/** "3 waiting · laptop synced 12 s ago · $0.41 / $2.00"; a tap opens the health page. */
export function HeaderStatus({ initial }: { initial: Status }) {
  const { data = initial } = useRead("/api/status", initial);
  const waiting = Object.values(data.pending_approvals).reduce((sum, count) => sum + count, 0);
  return (
    <Link prefetch={false} href="/health" data-testid="header-status" className="flex min-h-12 min-w-0 grow items-center gap-2 rounded-lg text-[13px] text-muted sm:text-sm">
      <span aria-hidden className={clsx("size-2 shrink-0 rounded-full", dotColour(data.sync))} />
      <span className="truncate">
        <strong className="font-semibold text-ink">{waiting} waiting</strong>
        {" · "}
        <SyncAge sync={data.sync} />
        <Cost usage={data.usage} />
      </span>
      <span className="sr-only">Open health</span>
    </Link>
  );
}

function SyncAge({ sync }: { sync: SyncStatus }) {
  const at = latest(sync.last_pull, sync.last_push);
  if (at === null) return <>{sync.state === "unknown" ? "not synced yet" : `sync ${sync.state}`}</>;
  return (
    <>
      <span className="hidden sm:inline">laptop </span>
      {syncWords(sync)} <Ago at={at} />
    </>
  );
}

function Cost({ usage }: { usage: Status["usage"] }) {
  return (
    <span className="max-[22rem]:hidden">
      {" · "}
      {dollars(usage.cost_today)}
      {usage.daily_budget !== null && ` / ${dollars(usage.daily_budget)}`}
    </span>
  );
}

function dotColour(sync: SyncStatus): string {
  if (sync.state === "synced") return "bg-go-ink";
  return sync.state === "offline" || sync.state === "conflict" ? "bg-stop" : "bg-warn";
}
