import "server-only";

/** The waiting drafts as lists and numbers. A snoozed one is out of sight until its time has come. */
import { toCard } from "@/lib/cards";
import { isUrgent } from "@/lib/client/wording";
import { EVERYTHING, PAGE_SIZE, queueHref, type QueueFilter } from "@/lib/queue-filter";
import type { Entry } from "@/lib/vault/entry";
import { asText } from "@/lib/vault/parser";
import { CATEGORIES, TYPES } from "@/lib/vault/places";
import type { VaultIndex } from "@/lib/vault/vault-index";
import type { ApprovalCard, ApprovalType } from "@/lib/types";

export interface ApprovalPage {
  items: ApprovalCard[];
  next_cursor: string | null;
  total: number;
}

export interface QueueCounts {
  byType: Record<ApprovalType, number>;
  urgent: number;
  snoozed: number;
}

/** One page of what waits; the cursor is the position after the last one shown. */
export function queuePage(index: VaultIndex, filter: QueueFilter, cursor: string | null, now: number): ApprovalPage {
  const wanted = inView(index, filter, now);
  const start = Math.max(0, Number.parseInt(cursor ?? "0", 10) || 0);
  const items = wanted.slice(start, start + PAGE_SIZE).map(toCard);
  return { items, next_cursor: start + PAGE_SIZE < wanted.length ? String(start + PAGE_SIZE) : null, total: wanted.length };
}

/** What waits, urgent first, then the oldest. */
function waiting(index: VaultIndex): Entry[] {
  return index.derived("waiting", () => unsorted(index).sort((left, right) => (left.rank < right.rank ? -1 : 1)));
}

function unsorted(index: VaultIndex): Entry[] {
  return index.below("Pending_Approval").filter((entry) => entry.category !== null);
}

function inView(index: VaultIndex, filter: QueueFilter, now: number): Entry[] {
  const kind = index.derived(`queue ${queueHref(filter)}`, () => waiting(index).filter((entry) => isOfKind(entry, filter)));
  if (filter.view === "snoozed") return kind.filter((entry) => isAsleep(entry, now));
  return index.snoozed().some((entry) => isAsleep(entry, now)) ? kind.filter((entry) => !isAsleep(entry, now)) : kind;
}

function isOfKind(entry: Entry, filter: QueueFilter): boolean {
  if (filter.category && entry.category !== filter.category) return false;
  return filter.view !== "urgent" || isUrgent({ priority: asText(entry.front.priority) });
}

/** What is in the queue now. */
export function awake(index: VaultIndex, now: number): Entry[] {
  return inView(index, EVERYTHING, now);
}

/** A time that cannot be read hides nothing. */
export function isAsleep(entry: Entry, now: number): boolean {
  const until = entry.front.snoozed_until;
  return typeof until === "string" && Date.parse(until) > now;
}

/** Numbers for the header and the filters; made once for each change of the vault, less what sleeps now. */
export function countQueue(index: VaultIndex, now: number): QueueCounts {
  const all = index.derived("counts", () => countOf(unsorted(index)));
  const asleep = countOf(index.snoozed().filter((entry) => isAsleep(entry, now)));
  const byType = Object.fromEntries(Object.entries(all.byType).map(([type, count]) => [type, count - asleep.byType[type as ApprovalType]])) as QueueCounts["byType"];
  return { byType, urgent: all.urgent - asleep.urgent, snoozed: Object.values(asleep.byType).reduce((sum, count) => sum + count, 0) };
}

function countOf(entries: Entry[]): Omit<QueueCounts, "snoozed"> {
  const byType = Object.fromEntries(CATEGORIES.map((category) => [TYPES[category], 0])) as QueueCounts["byType"];
  let urgent = 0;
  for (const entry of entries) {
    if (entry.category) byType[TYPES[entry.category]] += 1;
    if (isUrgent({ priority: asText(entry.front.priority) })) urgent += 1;
  }
  return { byType, urgent };
}
