import "server-only";

/** From vault files to what the pages show. */
import { isMoney } from "@/lib/vault/channels";
import { draftText, originalText } from "@/lib/vault/draft";
import { mayBatch } from "@/lib/risk";
import { peopleOf, subjectOf } from "@/lib/vault/naming";
import { asText, asTexts, type FrontMatter, type Value, type VaultDocument } from "@/lib/vault/parser";
import { headlineOf, payloadHash, payloadOf, recipientsOf, routingOf, type Payload } from "@/lib/vault/payload";
import { categoryOf, placeOf, TYPES } from "@/lib/vault/places";
import type { Entry } from "@/lib/vault/entry";
import type { LedgerEntry } from "@/lib/vault/state-folder";
import type { ApprovalCard, ApprovalDetail, Category, OutboxItem } from "@/lib/types";

const TITLE = 60;
const EMPTY: VaultDocument = { front: {}, body: "" };

function cut(text: string, length: number): string {
  return [...text].slice(0, length).join("");
}

function orNull(value: Value | undefined): string | null {
  return asText(value) || null;
}

function number(value: Value | undefined): number | null {
  return typeof value === "number" ? value : null;
}

export function toCard(entry: Entry): ApprovalCard {
  const front = entry.front;
  const category: Category = categoryOf(entry.path) ?? "Email";
  const payload = payloadOf({ front, body: "" });
  const subject = payload ? headlineOf(payload) || (payload.action === "send_email" ? "" : cut(entry.preview, TITLE)) : asText(front.subject);
  return {
    id: entry.id,
    category,
    type: TYPES[category],
    action: asText(front.action),
    title: cut(subject || entry.id, TITLE),
    to: payload ? recipientsOf(payload) : asTexts(front.to),
    to_name: orNull(front.to_name),
    subject,
    preview: entry.preview,
    why: asText(front.why),
    priority: asText(front.priority),
    confidence: number(front.confidence),
    risk: entry.problem ? ["malformed"] : risksOf(front, payload),
    note: orNull(front.note),
    drafted_by: asText(front.drafted_by),
    version: number(front.version) ?? 1,
    created_at: orNull(front.created_at),
    updated_at: orNull(front.updated_at),
    snoozed_until: orNull(front.snoozed_until),
    batchable: entry.problem === null && placeOf(entry.path) === "pending" && mayBatch(risksOf(front, payload), asText(front.action)),
    sha256: entry.sha256,
  };
}

export interface DetailSources {
  document: VaultDocument | null;
  decision: LedgerEntry | null;
  execution: OutboxItem | null;
  confirmNewRecipients: boolean;
}

export function toDetail(entry: Entry, sources: DetailSources): ApprovalDetail {
  const { front, body } = sources.document ?? EMPTY;
  const payload: Payload | null = sources.document ? payloadOf(sources.document) : null;
  return {
    ...toCard(entry),
    place: placeOf(entry.path) ?? "done",
    status: asText(front.status),
    account: orNull(front.account),
    cc: asTexts(front.cc),
    bcc: asTexts(front.bcc),
    text: draftText(body),
    edited: front.edited === true,
    drafted_text: orNull(front.drafted_text) ?? (front.edited === true ? null : draftText(body)),
    cost_usd: number(front.cost_usd),
    original: original(front, body),
    original_id: orNull(front.original_id),
    previous_id: orNull(front.previous_id),
    payload_sha256: payload ? payloadHash(payload) : null,
    routing: payload ? routingOf(payload) : null,
    needs_password: needsPassword(risksOf(front, payload), sources.confirmNewRecipients),
    decision: decisionOf(sources.decision),
    execution: sources.execution,
    problem: entry.problem,
  };
}

/** The risks that a draft names, and money where its action is about money, whatever the draft says of itself. */
export function risksOf(front: FrontMatter, payload: Payload | null): string[] {
  const named = asTexts(front.risk);
  return isMoney(payload) && !named.includes("money") ? [...named, "money"] : named;
}

/** Money and first-time recipients need a second sign of intent (architecture §7). */
export function needsPassword(risk: string[], confirmNewRecipients: boolean): boolean {
  return risk.includes("money") || (confirmNewRecipients && risk.includes("new_recipient"));
}

/** An approval that the agent has not taken, as the outbox shows it; nothing where it has. */
export function toWaiting(entry: Entry, decision: LedgerEntry | null, execution: OutboxItem | null): OutboxItem[] {
  if (decision?.decision !== "approve" || execution?.approved_at === decision.when || !entry.category) return [];
  const { id, category, front } = entry;
  const nothing = { claimed_at: null, sent_at: null, message_id: null, error: null, remedy: null, next_try: null };
  return [{ ...nothing, id, category, to: peopleOf(front), subject: subjectOf(front), state: "approved", approved_at: decision.when, sha256: decision.sha256, not_before: decision.not_before }];
}

function original(front: FrontMatter, body: string): ApprovalDetail["original"] {
  const text = originalText(body);
  if (!text) return null;
  return { from: asText(front.original_from), subject: asText(front.original_subject), received: orNull(front.original_received), text };
}

function decisionOf(entry: LedgerEntry | null): ApprovalDetail["decision"] {
  if (!entry) return null;
  const { decision, who, when, how, not_before, reason } = entry;
  return { decision, who, when, how, not_before, reason };
}
