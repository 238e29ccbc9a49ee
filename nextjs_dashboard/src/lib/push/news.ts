/** Which waiting drafts a phone is told of, and in what words. Pure. */
import { draftHref, isUrgent } from "@/lib/client/wording";
import type { ApprovalCard } from "@/lib/types";

export interface Message {
  title: string;
  body: string;
  tag: string; // one notification for each draft
  url: string;
  urgent: boolean;
}

export interface News {
  messages: Message[];
  /** Ids that count as told from now on. */
  told: string[];
}

export type Waiting = Pick<ApprovalCard, "id" | "category" | "to" | "to_name" | "priority">;

/** More than so many at once come as one message. */
const MOST_AT_ONCE = 3;

/** Says each draft once; in quiet hours urgent ones only. `told` is null at the very first look, which rings for nothing. */
export function newsOf(waiting: Waiting[], told: string[] | null, quiet: boolean): News {
  const ids = waiting.map((draft) => draft.id);
  if (told === null) return { messages: [], told: ids };
  const before = new Set(told);
  const fresh = waiting.filter((draft) => !before.has(draft.id) && (!quiet || isUrgent(draft)));
  const now = new Set([...told, ...fresh.map((draft) => draft.id)]);
  return { messages: fresh.length > MOST_AT_ONCE ? [summary(fresh)] : fresh.map(message), told: ids.filter((id) => now.has(id)) };
}

/** Sender and urgency; a lock screen shows no subject and no text. */
function message(draft: Waiting): Message {
  const urgent = isUrgent(draft);
  const title = draft.to_name ?? draft.to[0] ?? "A draft";
  return { title, body: urgent ? "Urgent: waits for your decision" : "Waits for your decision", tag: draft.id, url: draftHref(draft), urgent };
}

function summary(fresh: Waiting[]): Message {
  const urgent = fresh.filter(isUrgent).length;
  return { title: `${fresh.length} new drafts`, body: urgent > 0 ? `${urgent} urgent` : "They wait for your decision", tag: "several", url: "/approvals", urgent: urgent > 0 };
}

/** Whether a span like "22:00-07:00" of the machine's own day holds a time; it may pass midnight. */
export function isQuiet(span: [number, number] | null, now: Date): boolean {
  if (!span) return false;
  const [start, end] = span;
  const minute = now.getHours() * 60 + now.getMinutes();
  return start > end ? minute >= start || minute < end : minute >= start && minute < end;
}

/** Minutes of the day for "22:00-07:00"; null for anything else. */
export function quietSpan(text: string): [number, number] | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return found ? [Number(found[1]) * 60 + Number(found[2]), Number(found[3]) * 60 + Number(found[4])] : null;
}
