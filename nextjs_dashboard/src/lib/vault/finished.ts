import "server-only";

/**
 * Finished files, of which a vault holds a hundred thousand. Of each the index keeps the fields that lists show, in one
 * short text of a byte per character: as objects they took four times the memory.
 */
import path from "node:path";
import type { Entry } from "@/lib/vault/entry";
import type { FrontMatter, Value } from "@/lib/vault/parser";
import { categoryOf } from "@/lib/vault/places";
import type { Category } from "@/lib/types";

const FINISHED = /^(Done|Archive)\//;
const LISTED = ["action", "status", "subject", "title", "to", "to_name", "attendees", "original_from", "original_subject", "updated_at", "sent_at", "decided_at"];
const BEYOND_ASCII = /[^\x00-\x7f]/;

type Packed = [sha256: string, changedAt: number, preview: string, ...listed: Value[]];

export type Opened = Pick<Entry, "path" | "id" | "category" | "front" | "preview" | "changedAt">;

class Finished implements Entry {
  readonly path: string;
  private readonly packed: string; // UTF-8, one byte in each character

  constructor({ path: place, sha256, changedAt, preview, front }: Entry) {
    const values: Packed = [Buffer.from(sha256, "hex").toString("base64"), Date.parse(changedAt), preview, ...LISTED.map((name) => front[name] ?? null)];
    this.path = place;
    this.packed = Buffer.from(JSON.stringify(values)).toString("latin1");
  }

  get id(): string {
    return path.basename(this.path, ".md");
  }

  get category(): Category | null {
    return categoryOf(this.path);
  }

  get sha256(): string {
    return Buffer.from(this.unpacked()[0], "base64").toString("hex");
  }

  get changedAt(): string {
    return this.opened().changedAt;
  }

  get preview(): string {
    return this.opened().preview;
  }

  get front(): FrontMatter {
    return this.opened().front;
  }

  get rank(): string {
    return ""; // nothing finished waits
  }

  get problem(): null {
    return null;
  }

  get text(): null {
    return null;
  }

  get plan(): null {
    return null;
  }

  get note(): null {
    return null;
  }

  /** All that is kept, as JSON. */
  json(): string {
    return BEYOND_ASCII.test(this.packed) ? Buffer.from(this.packed, "latin1").toString("utf8") : this.packed;
  }

  opened(): Opened {
    const [, changed, preview, ...values] = this.unpacked();
    const front: FrontMatter = {};
    for (const [number, name] of LISTED.entries()) front[name] = values[number] ?? null;
    return { path: this.path, id: this.id, category: this.category, front, preview, changedAt: new Date(changed).toISOString() };
  }

  private unpacked(): Packed {
    return JSON.parse(this.json()) as Packed;
  }
}

/** What the index keeps of a file. */
export function kept(entry: Entry): Entry {
  return FINISHED.test(entry.path) && entry.problem === null ? new Finished(entry) : entry;
}

/** What an entry says, read once: a finished one is unpacked anew for each of its fields. */
export function opened(entry: Entry): Opened {
  return entry instanceof Finished ? entry.opened() : entry;
}

/** Whether an entry may hold the words, in small letters; a quick look that spares most finished files a closer one. */
export function mayHold(entry: Entry, words: string[]): boolean {
  if (!(entry instanceof Finished)) return true;
  const text = entry.json().toLowerCase();
  return words.every((word) => text.includes(JSON.stringify(word).slice(1, -1)) || entry.path.toLowerCase().includes(word));
}
