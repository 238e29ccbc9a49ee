import "server-only";

/** Decisions, heartbeats and the outbox of the state folder, kept in memory beside the vault. */
import path from "node:path";
import { Beat, healthRow, LedgerEntry, Outbox, UNKNOWN_SYNC } from "@/lib/vault/state-folder";
import { readRegularSync } from "@/lib/vault/files";
import { CODES, whatsAppCode } from "@/lib/vault/whatsapp-code";
import type { AgentStatus, HealthRow, OutboxItem, SyncStatus, WhatsAppCode } from "@/lib/types";
import type { z } from "zod";

export const STATE_FOLDERS = ["ledger", "health", CODES];
const AGENT = "local_orchestrator";
export const OUTBOX = "outbox.json";

export class StateIndex {
  private readonly ledger = new Map<string, LedgerEntry>(); // by file name
  private readonly byId = new Map<string, Set<string>>(); // id in lower case → file names
  private readonly beats = new Map<string, Beat>(); // by file name
  outbox: OutboxItem[] = [];

  constructor(private readonly folder: string) {}

  /** Reads one file of the state folder again. */
  take(file: string): void {
    const [kind, name = ""] = path.relative(this.folder, file).split(path.sep);
    if (kind === OUTBOX) this.outbox = readJson(file, Outbox)?.items ?? [];
    if (kind === "health" && name.endsWith(".json")) set(this.beats, name, readJson(file, Beat));
    if (kind === "ledger" && name.endsWith(".json") && !name.includes(".undone-")) this.takeDecision(name, readJson(file, LedgerEntry));
  }

  private takeDecision(name: string, entry: LedgerEntry | null): void {
    const id = name.slice(0, name.lastIndexOf("--"));
    set(this.ledger, name, entry);
    const names = this.byId.get(id) ?? new Set<string>();
    if (entry) this.byId.set(id, names.add(name));
    else names.delete(name);
  }

  /** The decision on a draft that was taken last; undone ones do not count. */
  decision(id: string): LedgerEntry | null {
    const entries = [...(this.byId.get(id.toLowerCase()) ?? [])].map((name) => this.ledger.get(name)).filter((entry) => entry !== undefined);
    return entries.sort((left, right) => (left.when < right.when ? 1 : -1))[0] ?? null;
  }

  /** The live code with which a draft may be approved by WhatsApp; read as it lies, since it may be gone any moment. */
  whatsAppCode(id: string, sha256: string, now: number): WhatsAppCode | null {
    return whatsAppCode(this.folder, id, sha256, now);
  }

  execution(id: string): OutboxItem | null {
    return this.outbox.find((item) => item.id.toLowerCase() === id.toLowerCase()) ?? null;
  }

  /** One row for each process that ever reported. */
  health(now: number): HealthRow[] {
    return [...this.beats.values()].sort((left, right) => (left.process < right.process ? -1 : 1)).map((beat) => healthRow(beat, now));
  }

  /** What a process told last; another object after each word of it. */
  beatOf(name: string): Beat | undefined {
    return [...this.beats.values()].find((beat) => beat.process === name);
  }

  /** How the agent that sends fares. */
  agent(now: number): AgentStatus {
    const beat = this.beatOf(AGENT);
    if (!beat) return { state: "unknown", last_seen: null };
    return { state: healthRow(beat, now).state === "down" ? "offline" : "online", last_seen: beat.at };
  }

  sync(): SyncStatus {
    return this.beatOf("git_sync")?.sync ?? UNKNOWN_SYNC;
  }
}

function set<T>(map: Map<string, T>, name: string, value: T | null): void {
  if (value === null) map.delete(name);
  else map.set(name, value);
}

function readJson<T>(file: string, shape: z.ZodType<T>): T | null {
  try {
    const found = shape.safeParse(JSON.parse(readRegularSync(file).data.toString("utf8")));
    return found.success ? found.data : null;
  } catch {
    return null;
  }
}
