import "server-only";

/** The one door through which pages and routes read. */
import { connection } from "next/server";
import { briefingText, listBriefings, type BriefingSummary } from "@/lib/briefings";
import { toDetail, toWaiting } from "@/lib/cards";
import { findingEntries, findingsRow, listFindings } from "@/lib/findings";
import { Id } from "@/lib/http/shapes";
import { countEnds, readActivity, readUsageDays, summarize } from "@/lib/logs";
import { activePlans, listPlans, planWithText } from "@/lib/plans";
import { countQueue, queuePage, type ApprovalPage } from "@/lib/queue";
import { EVERYTHING, type QueueFilter } from "@/lib/queue-filter";
import { searchVault } from "@/lib/search";
import { settings } from "@/lib/settings";
import type { Entry, Reading } from "@/lib/vault/entry";
import { PLACE_ORDER, placeOf } from "@/lib/vault/places";
import { vaultIndex, type VaultIndex } from "@/lib/vault/vault-index";
import type { Activity, ApprovalDetail, DraftPlace, Health, HealthRow, OutboxItem, Plan, PlanSummary, SearchPage, Status, UsageDay, UsageSummary } from "@/lib/types";

const RECENT = 10;
const MONTH_DAYS = 31;

async function index(): Promise<VaultIndex> {
  await connection();
  return vaultIndex();
}

export async function getStatus(): Promise<Status> {
  const known = await index();
  const now = Date.now();
  const activity = readActivity(known);
  const counts = countQueue(known, now);
  return {
    pending_approvals: counts.byType,
    urgent: counts.urgent,
    snoozed: counts.snoozed,
    agent: known.state.agent(now),
    active_plans: activePlans(known),
    recent_activity: activity.slice(0, RECENT),
    tasks: taskCounts(known, now),
    sync: known.state.sync(),
    usage: summarize(readUsageDays(known, now, MONTH_DAYS), now),
    findings: findingEntries(known).length,
    revision: known.revision,
    timestamp: new Date(now).toISOString(),
  };
}

function taskCounts(known: VaultIndex, now: number): Status["tasks"] {
  const today = new Date(now).toISOString().slice(0, 10);
  return {
    active: known.below("In_Progress").length + known.below("Needs_Action").length - findingEntries(known).length,
    completed_today: countEnds(known, today, "sent"),
    failed_today: countEnds(known, today, "failed"),
  };
}

/** One page of what waits. */
export async function listApprovals(filter: QueueFilter = EVERYTHING, cursor: string | null = null): Promise<ApprovalPage> {
  return queuePage(await index(), filter, cursor, Date.now());
}

const TRIES = 5;

/** A draft by its id, wherever it lies now; null where there is none. */
export async function getApproval(id: string): Promise<ApprovalDetail | null> {
  if (!Id.safeParse(id).success) return null; // an address of a page may say anything, and names become paths
  const known = await index();
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const entry = bestPlace(known.withId(id));
    const reading = entry && known.read(entry.path);
    if (reading) return detailOf(known, reading);
    await known.search(id); // it moved a moment ago, or it never was
    if (!bestPlace(known.withId(id))) return null;
  }
  return null;
}

function detailOf(known: VaultIndex, { entry, document }: Reading): ApprovalDetail {
  const { confirmNewRecipients } = settings();
  const detail = toDetail(entry, { document, decision: known.state.decision(entry.id), execution: known.state.execution(entry.id), confirmNewRecipients });
  return { ...detail, whatsapp_code: detail.place === "pending" ? known.state.whatsAppCode(entry.id, entry.sha256, Date.now()) : null };
}

/** Of the places of one id, the one that counts; only drafts are shown. */
export function bestPlace(entries: Entry[]): Entry | null {
  const placed = entries.filter((entry) => placeOf(entry.path) !== null && entry.category !== null);
  const order = (entry: Entry): number => PLACE_ORDER.indexOf(placeOf(entry.path) ?? "done");
  return placed.sort((left, right) => order(left) - order(right))[0] ?? null;
}

/** What was approved: first what the agent has not taken yet, then what it told. */
export async function getOutbox(): Promise<{ items: OutboxItem[] }> {
  const known = await index();
  const waiting = known.below("Approved").flatMap((entry) => toWaiting(entry, known.state.decision(entry.id), known.state.execution(entry.id)));
  const told = known.state.outbox.map((item) => ({ ...item, place: placeNow(known, item.id) }));
  return { items: [...waiting, ...told] };
}

function placeNow(known: VaultIndex, id: string): DraftPlace | null {
  const entry = bestPlace(known.withId(id));
  return entry && placeOf(entry.path);
}

export async function getActivity(): Promise<{ items: Activity[] }> {
  return { items: readActivity(await index()).slice(0, 500) };
}

export async function getHealth(): Promise<Health> {
  const known = await index();
  const now = Date.now();
  return { items: [...known.state.health(now), malformedRow(known), findingsRow(known)], findings: listFindings(known), timestamp: new Date(now).toISOString() };
}

function malformedRow(known: VaultIndex): HealthRow {
  const broken = known.derived("broken", () => [...known.all()].filter((entry) => entry.problem !== null));
  if (broken.length === 0) return { name: "malformed_files", testable: false, state: "ok", last_success: null, detail: "Every file can be read.", remedy: null };
  const named = broken.slice(0, 3).map((entry) => entry.path).join(", ");
  const more = broken.length > 3 ? ` and ${broken.length - 3} more` : "";
  return { name: "malformed_files", testable: false, state: "degraded", last_success: null, detail: `${broken.length} cannot be read: ${named}${more}.`, remedy: "Open the file in Obsidian and mend its front matter." };
}

/** Drafts that hold every word. */
export async function search(query: string): Promise<SearchPage> {
  return searchVault(await index(), query);
}

/** The weeks that were written down, the newest first. */
export async function getBriefings(): Promise<BriefingSummary[]> {
  return listBriefings(await index());
}

/** A briefing's markdown; null where there is none with that id. */
export async function getBriefing(id: string): Promise<string | null> {
  return briefingText(await index(), id);
}

/** What takes several steps, what is under way first. */
export async function getPlans(): Promise<{ items: PlanSummary[] }> {
  return { items: listPlans(await index()) };
}

export async function getPlan(id: string): Promise<Plan | null> {
  return planWithText(await index(), id);
}

export async function getUsage(): Promise<{ summary: UsageSummary; days: UsageDay[] }> {
  const known = await index();
  const now = Date.now();
  const days = readUsageDays(known, now, MONTH_DAYS);
  return { summary: summarize(days, now), days: days.slice(-30) };
}
