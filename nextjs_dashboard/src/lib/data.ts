import "server-only";

/** The one door through which pages and routes read. */
import { connection } from "next/server";
import { toCard, toDetail } from "@/lib/cards";
import { readActivity, readUsageDays, summarize } from "@/lib/logs";
import { settings } from "@/lib/settings";
import { isCode, readRegular } from "@/lib/vault/files";
import { MalformedFile, parse, asText, type VaultDocument } from "@/lib/vault/parser";
import { CATEGORIES, categoryOf, PLACE_ORDER, placeOf, TYPES } from "@/lib/vault/places";
import { readDecision, readHeartbeats, readOutbox } from "@/lib/vault/state-folder";
import { vaultIndex, type Entry, type VaultIndex } from "@/lib/vault/vault-index";
import type { Activity, ApprovalCard, ApprovalDetail, ApprovalType, Category, HealthRow, OutboxItem, Status, UsageDay, UsageSummary } from "@/lib/types";

const PAGE = 50;
const RECENT = 10;
const MONTH_DAYS = 31;
const PRIORITIES = ["High", "Medium", "Low"];

export interface ApprovalPage {
  items: ApprovalCard[];
  next_cursor: string | null;
  total: number;
}

async function index(): Promise<VaultIndex> {
  await connection();
  return vaultIndex();
}

function pending(known: VaultIndex): Entry[] {
  return known.below("Pending_Approval").filter((entry) => categoryOf(entry.path) !== null);
}

export async function getStatus(): Promise<Status> {
  const known = await index();
  const now = Date.now();
  const [activity, beats, days] = await Promise.all([readActivity(known), readHeartbeats(settings().state, now), readUsageDays(known, now, MONTH_DAYS)]);
  return {
    pending_approvals: countByType(pending(known)),
    active_plans: [],
    recent_activity: activity.slice(0, RECENT),
    tasks: taskCounts(known, activity, now),
    sync: beats.sync,
    usage: summarize(days, now),
    findings: findings(known).length,
    revision: known.revision,
    timestamp: new Date(now).toISOString(),
  };
}

function countByType(entries: Entry[]): Record<ApprovalType, number> {
  const counts = Object.fromEntries(CATEGORIES.map((category) => [TYPES[category], 0])) as Record<ApprovalType, number>;
  for (const entry of entries) {
    const category = categoryOf(entry.path);
    if (category) counts[TYPES[category]] += 1;
  }
  return counts;
}

function taskCounts(known: VaultIndex, activity: Activity[], now: number): Status["tasks"] {
  const today = new Date(now).toISOString().slice(0, 10);
  const acted = activity.filter((row) => row.timestamp.startsWith(today) && row.action_type.startsWith("send_"));
  return {
    active: known.below("In_Progress").length + known.below("Needs_Action").filter((entry) => asText(entry.front.type) !== "finding").length,
    completed_today: acted.filter((row) => row.status === "success").length,
    failed_today: acted.filter((row) => row.status === "failed").length,
  };
}

function findings(known: VaultIndex): Entry[] {
  return known.below("Needs_Action").filter((entry) => asText(entry.front.type) === "finding");
}

/** Urgent drafts first, then the oldest; the cursor is the position after the last one shown. */
export async function listApprovals(query: { category?: Category | null; cursor?: string | null } = {}): Promise<ApprovalPage> {
  const known = await index();
  const wanted = pending(known).filter((entry) => !query.category || categoryOf(entry.path) === query.category);
  wanted.sort((left, right) => rank(left).localeCompare(rank(right)));
  const start = Math.max(0, Number.parseInt(query.cursor ?? "0", 10) || 0);
  const items = wanted.slice(start, start + PAGE).map(toCard);
  return { items, next_cursor: start + PAGE < wanted.length ? String(start + PAGE) : null, total: wanted.length };
}

function rank(entry: Entry): string {
  const priority = PRIORITIES.indexOf(asText(entry.front.priority));
  return `${priority < 0 ? PRIORITIES.length : priority} ${asText(entry.front.created_at)} ${entry.id}`;
}

const TRIES = 5;

/** A draft by its id, wherever it lies now; null where there is none. */
export async function getApproval(id: string): Promise<ApprovalDetail | null> {
  const known = await index();
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const entry = await findNow(known, id);
    if (!entry) return null;
    const document = await readDocument(known, entry);
    if (document === "moved") continue;
    return detailOf(entry, document);
  }
  return null;
}

async function detailOf(entry: Entry, document: VaultDocument | null): Promise<ApprovalDetail> {
  const { state, confirmNewRecipients } = settings();
  const [decision, outbox] = await Promise.all([readDecision(state, entry.id), readOutbox(state)]);
  const execution = outbox.find((item) => item.id.toLowerCase() === entry.id.toLowerCase()) ?? null;
  return toDetail(entry, { document, decision, execution, confirmNewRecipients });
}

async function findNow(known: VaultIndex, id: string): Promise<Entry | null> {
  const entry = bestPlace(known.withId(id));
  if (entry) await known.refresh(entry.path);
  if (bestPlace(known.withId(id)) === null) await known.search(id);
  return bestPlace(known.withId(id));
}

/** Of the places of one id, the one that counts; only drafts are shown. */
export function bestPlace(entries: Entry[]): Entry | null {
  const placed = entries.filter((entry) => placeOf(entry.path) !== null && categoryOf(entry.path) !== null);
  const order = (entry: Entry): number => PLACE_ORDER.indexOf(placeOf(entry.path) ?? "done");
  return placed.sort((left, right) => order(left) - order(right))[0] ?? null;
}

async function readDocument(known: VaultIndex, entry: Entry): Promise<VaultDocument | null | "moved"> {
  try {
    return parse(await readRegular(known.absolute(entry.path)));
  } catch (error) {
    if (error instanceof MalformedFile) return null;
    if (isCode(error, "ENOENT")) return "moved";
    throw error;
  }
}

export async function getOutbox(): Promise<{ items: OutboxItem[] }> {
  await index();
  return { items: await readOutbox(settings().state) };
}

export async function getActivity(): Promise<{ items: Activity[] }> {
  return { items: (await readActivity(await index())).slice(0, 500) };
}

export async function getHealth(): Promise<{ items: HealthRow[]; timestamp: string }> {
  const known = await index();
  const now = Date.now();
  const { rows } = await readHeartbeats(settings().state, now);
  return { items: [...rows, malformedRow(known), findingsRow(known)], timestamp: new Date(now).toISOString() };
}

function malformedRow(known: VaultIndex): HealthRow {
  const broken = [...known.entries.values()].filter((entry) => entry.problem !== null);
  if (broken.length === 0) return { name: "malformed_files", state: "ok", last_success: null, detail: "Every file can be read.", remedy: null };
  const named = broken.slice(0, 3).map((entry) => entry.path).join(", ");
  const more = broken.length > 3 ? ` and ${broken.length - 3} more` : "";
  return { name: "malformed_files", state: "degraded", last_success: null, detail: `${broken.length} cannot be read: ${named}${more}.`, remedy: "Open the file in Obsidian and mend its front matter." };
}

function findingsRow(known: VaultIndex): HealthRow {
  const open = findings(known);
  if (open.length === 0) return { name: "findings", state: "ok", last_success: null, detail: "Nothing needs you.", remedy: null };
  const severe = open.some((entry) => ["security", "critical"].includes(asText(entry.front.severity)));
  const named = open.slice(0, 3).map((entry) => asText(entry.front.code).replaceAll("_", " ")).join(", ");
  return { name: "findings", state: severe ? "down" : "degraded", last_success: null, detail: `${open.length} open: ${named}.`, remedy: "Read the notes in Needs_Action/ in Obsidian; each says what to do." };
}

export async function getUsage(): Promise<{ summary: UsageSummary; days: UsageDay[] }> {
  const known = await index();
  const now = Date.now();
  const days = await readUsageDays(known, now, MONTH_DAYS);
  return { summary: summarize(days, now), days: days.slice(-30) };
}
