import "server-only";

/** Writing decisions: one JSON file each, created exclusively, on disk before anything moves (data-model.md §5). */
import { rename, unlink } from "node:fs/promises";
import path from "node:path";
import { createFile, isCode, syncFolder } from "@/lib/vault/files";
import { payloadHash, routingOf, type Payload } from "@/lib/vault/payload";
import { ledgerName, type LedgerEntry } from "@/lib/vault/state-folder";

const WEEK_MS = 7 * 24 * 3600 * 1000;

export interface Decided {
  id: string;
  path: string;
  sha256: string;
  now: number;
}

/** Whole seconds, as both sides write times; rounded up so that no undo window is cut short. */
function iso(milliseconds: number): string {
  return new Date(Math.ceil(milliseconds / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

export function approvalEntry(decided: Decided, payload: Payload, undoSeconds: number): LedgerEntry {
  return {
    ...common(decided),
    decision: "approve",
    payload_sha256: payloadHash(payload),
    routing: routingOf(payload),
    not_before: iso(decided.now + undoSeconds * 1000),
    reason: null,
  };
}

export function rejectionEntry(decided: Decided, reason: string | null): LedgerEntry {
  return { ...common(decided), decision: "reject", payload_sha256: null, routing: null, not_before: iso(decided.now), reason };
}

function common(decided: Decided): Pick<LedgerEntry, "version" | "id" | "path" | "sha256" | "who" | "when" | "how" | "expires_at"> {
  const { id, path: file, sha256, now } = decided;
  return { version: 1, id, path: file, sha256, who: "owner", when: iso(now), how: "dashboard", expires_at: iso(now + WEEK_MS) };
}

/** False where this decision is on record already. */
export function writeEntry(state: string, entry: LedgerEntry): Promise<boolean> {
  return createFile(path.join(state, "ledger", ledgerName(entry.id, entry.sha256)), JSON.stringify(entry));
}

function holdOf(state: string, id: string, sha256: string): string {
  return path.join(state, "ledger", ledgerName(id, sha256).replace(/\.json$/, ".hold"));
}

/** Makes an approval the owner's, so that the agent cannot take it any more; false where it has. */
export function hold(state: string, id: string, sha256: string): Promise<boolean> {
  return createFile(holdOf(state, id, sha256), "owner");
}

/** Ends what `hold` began. */
export async function release(state: string, id: string, sha256: string): Promise<void> {
  await unlink(holdOf(state, id, sha256));
}

/** Takes an approval back by renaming its entry; false where there is none. */
export async function undoEntry(state: string, id: string, sha256: string, now: number): Promise<boolean> {
  const file = path.join(state, "ledger", ledgerName(id, sha256));
  try {
    await rename(file, file.replace(/\.json$/, `.undone-${now}.json`));
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw error;
  }
  await syncFolder(path.dirname(file));
  return true;
}
