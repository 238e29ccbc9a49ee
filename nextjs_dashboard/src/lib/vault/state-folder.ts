import "server-only";

/** The shapes of the state folder: decisions, heartbeats and the outbox; and what a decision reads of them as it acts. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { syncFacts } from "@/lib/sync-facts";
import type { HealthRow, OutboxItem, SyncStatus } from "@/lib/types";
import { isCode, readRegular } from "@/lib/vault/files";

const Time = z.string();

export const LedgerEntry = z.object({
  version: z.literal(1),
  decision: z.enum(["approve", "reject"]),
  id: z.string(),
  path: z.string(),
  sha256: z.string(),
  payload_sha256: z.string().nullable(),
  routing: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])).nullable(),
  who: z.string(),
  when: Time,
  how: z.enum(["dashboard", "obsidian", "cli", "whatsapp", "signed commit"]),
  not_before: Time,
  expires_at: Time,
  reason: z.string().nullable(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

const Item = z.object({
  id: z.string(),
  category: z.enum(["Email", "LinkedIn", "WhatsApp", "Odoo", "Calendar", "Social", "Plans"]),
  to: z.array(z.string()),
  subject: z.string(),
  state: z.enum(["approved", "claimed", "intent", "in_flight", "sent", "failed", "unknown", "projected"]),
  approved_at: Time.nullable(),
  claimed_at: Time.nullable(),
  sent_at: Time.nullable(),
  message_id: z.string().nullable(),
  error: z.string().nullable(),
  remedy: z.string().nullable(),
  next_try: Time.nullable(),
});

export const Beat = z.object({
  process: z.string(),
  state: z.enum(["ok", "degraded", "down"]),
  at: Time,
  pid: z.number().int().positive().optional(),
  last_success: Time.nullable(),
  detail: z.string().nullable(),
  remedy: z.string().nullable(),
  linked: z.boolean().optional(),
  sync: z.object({ state: z.enum(["synced", "diverged", "conflict", "offline"]), last_pull: Time.nullable(), last_push: Time.nullable(), ahead: z.number(), behind: z.number(), conflicts: z.number().optional(), cycle_seconds: z.number().optional() }).optional(),
});

export type Beat = z.infer<typeof Beat>;

export const Outbox = z.object({ items: z.array(Item) });

export const UNKNOWN_SYNC: SyncStatus = { state: "unknown", last_pull: null, last_push: null, ahead: 0, behind: 0 };
const STALE_MS = 3 * 60 * 1000;

async function readJson<T>(file: string, shape: z.ZodType<T>): Promise<T | null> {
  try {
    const found = shape.safeParse(JSON.parse((await readRegular(file)).toString("utf8")));
    return found.success ? found.data : null;
  } catch {
    return null;
  }
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(/*turbopackIgnore: true*/ folder)).filter((name) => name.endsWith(".json") && !name.startsWith(".")).sort();
  } catch {
    return [];
  }
}

export function ledgerName(id: string, sha256: string): string {
  return `${id.toLowerCase()}--${sha256.slice(0, 16)}.json`;
}

/** The decision on a draft that was taken last; undone ones do not count. */
export async function readDecision(state: string, id: string): Promise<LedgerEntry | null> {
  const folder = path.join(state, "ledger");
  const own = (await names(folder)).filter((name) => name.startsWith(`${id.toLowerCase()}--`) && !name.includes(".undone-"));
  const entries = await Promise.all(own.map((name) => readJson(path.join(folder, name), LedgerEntry)));
  return entries.filter((entry) => entry !== null).sort((left, right) => (left.when < right.when ? 1 : -1))[0] ?? null;
}

export async function readOutbox(state: string): Promise<OutboxItem[]> {
  return (await readJson(path.join(state, "outbox.json"), Outbox))?.items ?? [];
}

const SILENT = "It has not reported for more than three minutes.";
const ENDED = "It has ended.";
const RESTART = "Start it again: pm2 restart all";

/** A process as the health page shows it; one that fell silent or ended is down. */
export function healthRow(beat: Beat, now: number): HealthRow {
  const common = { name: beat.process, last_success: beat.last_success, testable: true };
  const silent = now - Date.parse(beat.at) > STALE_MS;
  if (silent || hasEnded(beat)) return { ...common, state: "down", detail: silent ? SILENT : ENDED, remedy: RESTART };
  return { ...common, state: beat.state, detail: beat.detail, remedy: beat.remedy, needs_login: beat.linked === false, facts: beat.sync && syncFacts(beat.sync) };
}

/** All who report here run on this machine, so a number that no process has tells at once. */
function hasEnded(beat: Beat): boolean {
  if (beat.pid === undefined) return false;
  try {
    return !process.kill(beat.pid, 0);
  } catch (error) {
    return isCode(error, "ESRCH");
  }
}
