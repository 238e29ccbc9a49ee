"use client";

import { useNow } from "@/components/time/clock-provider";
import { At } from "@/components/time/times";
import { secondsUntil } from "@/lib/client/time";
import { isSent, isUnderWay } from "@/lib/client/wording";
import type { OutboxItem } from "@/lib/types";

/** How long an approved draft may lie there before the page says what it is waiting for. */
const WAITING_AFTER_MS = 15_000;

/** One line that says where an approved draft is: "Sending in 3 s", "Sent ✓ 14:02". */
export function ExecutionLine({ item, notBefore }: { item: OutboxItem; notBefore: string | null }) {
  return (
    <p role="status" data-testid="execution-state" data-state={item.state} className="text-base font-semibold">
      <Words item={item} notBefore={notBefore} />
    </p>
  );
}

function Words({ item, notBefore }: { item: OutboxItem; notBefore: string | null }) {
  if (isSent(item.state)) return <SentWords at={item.sent_at} />;
  if (item.next_try) return <RetryWords at={item.next_try} />;
  if (item.state === "failed") return <>Not sent</>;
  if (item.state === "unknown") return <>It is not certain whether this was sent</>;
  return isUnderWay(item.state) ? <>Sending…</> : <WaitingWords notBefore={notBefore} approvedAt={item.approved_at} />;
}

function SentWords({ at }: { at: string | null }) {
  return <span className="text-go-ink">Sent ✓ {at && <At at={at} />}</span>;
}

/** Counts down for the eye; a screen reader is told once, not every second. */
function Countdown({ seconds }: { seconds: number }) {
  return (
    <>
      <span aria-hidden>Sending in {seconds} s</span>
      <span className="sr-only">Sending in a few seconds</span>
    </>
  );
}

function RetryWords({ at }: { at: string }) {
  const seconds = useNow((now) => secondsUntil(at, now));
  return <>Not sent yet; {seconds > 0 ? `next try in ${seconds} s` : "trying again now"}</>;
}

function WaitingWords({ notBefore, approvedAt }: { notBefore: string | null; approvedAt: string | null }) {
  const since = notBefore ?? approvedAt;
  const seconds = useNow((now) => (since === null ? 0 : secondsUntil(since, now)));
  const late = useNow((now) => since !== null && now - Date.parse(since) > WAITING_AFTER_MS);
  if (seconds > 0) return <Countdown seconds={seconds} />;
  return late ? <>Approved. Sends when the agent is back.</> : <>Approved, about to be sent</>;
}
