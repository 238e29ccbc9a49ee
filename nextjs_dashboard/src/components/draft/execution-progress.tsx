"use client";

import clsx from "clsx";
import { Check, CircleDashed, CircleHelp, LoaderCircle, X, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { At } from "@/components/time/times";
import { isSent, isUnderWay } from "@/lib/client/wording";
import type { OutboxItem } from "@/lib/types";

type HopState = "done" | "now" | "waiting" | "failed" | "unsure";

const LOOKS: Record<HopState, { icon: LucideIcon; look: string }> = {
  done: { icon: Check, look: "bg-go-soft text-go-ink" },
  now: { icon: LoaderCircle, look: "bg-hover text-ink [&_svg]:animate-spin" },
  waiting: { icon: CircleDashed, look: "bg-hover text-muted" },
  failed: { icon: X, look: "bg-stop-soft text-stop" },
  unsure: { icon: CircleHelp, look: "bg-warn-soft text-warn" },
};

/** Every step an approved draft takes on its way out, with its time. */
export function ExecutionProgress({ item }: { item: OutboxItem }) {
  return (
    <ol className="space-y-3">
      <Hop state="done" name="Approved" at={item.approved_at} />
      <Hop state={takenState(item)} name="Taken by the agent" at={item.claimed_at} />
      <Hop state={sentState(item)} name={sentName(item)} at={item.sent_at}>
        {item.message_id && (
          <p className="text-xs text-muted">
            Message id <span className="font-mono">{item.message_id}</span>
          </p>
        )}
      </Hop>
    </ol>
  );
}

function takenState(item: OutboxItem): HopState {
  return item.state === "approved" ? "waiting" : "done";
}

function sentState(item: OutboxItem): HopState {
  if (isSent(item.state)) return "done";
  if (item.state === "failed") return "failed";
  if (item.state === "unknown") return "unsure";
  return isUnderWay(item.state) ? "now" : "waiting";
}

function sentName(item: OutboxItem): string {
  if (item.state === "failed") return "Not sent";
  return item.state === "unknown" ? "Not certain whether it was sent" : "Sent";
}

function Hop({ state, name, at, children }: { state: HopState; name: string; at: string | null; children?: ReactNode }) {
  const { icon: Icon, look } = LOOKS[state];
  return (
    <li className="flex gap-3">
      <span className={clsx("inline-flex size-7 shrink-0 items-center justify-center rounded-full", look)}>
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="min-w-0 pt-0.5 text-sm">
        <p className={state === "waiting" ? "text-muted" : "font-medium"}>
          {name}
          {at && (
            <span className="font-normal text-muted">
              {" "}
              <At at={at} style="seconds" />
            </span>
          )}
        </p>
        {children}
      </div>
    </li>
  );
}
