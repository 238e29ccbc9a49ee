import "server-only";

/**
 * The one picture of the vault and the state folder that all pages and routes read. It is filled once, and kept true by
 * one watcher for all clients.
 */
import { EventEmitter } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { settings } from "@/lib/settings";
import { kept, readEntry, type Entry, type Reading } from "@/lib/vault/entry";
import { isCode } from "@/lib/vault/files";
import { FolderWatch } from "@/lib/vault/folder-watch";
import { asText } from "@/lib/vault/parser";
import { CHANNELS } from "@/lib/vault/places";
import { OUTBOX, STATE_FOLDERS, StateIndex } from "@/lib/vault/state-index";

const FOLDERS = ["Pending_Approval", "Approved", "Needs_Action", "In_Progress", "Inbox", "Plans", "Briefings", "Logs"];
/** What is over; the pages open before it is read. */
const OLD_FOLDERS = ["Rejected", "Done", "Archive"];
const SLICE_MS = 20; // files are read for so long before requests get their turn
const SETTLE_MS = 20; // changes that come together are told together
const REST_MS = 200; // and a storm of them so often
const PULSE_MS = 5_000; // a process that falls silent, or a time that comes, writes nothing: it is looked for

export class VaultIndex {
  readonly entries = new Map<string, Entry>();
  readonly state: StateIndex;
  /** When the index was asked for, when the folders with work in them were read, and when all was (ms since 1970). */
  readonly times = { asked: Date.now(), ready: 0, whole: 0 };
  private readonly byTop = new Map<string, Map<string, Entry>>();
  private readonly byId = new Map<string, Set<string>>();
  private readonly derivedValues = new Map<string, { edition: number; value: unknown }>();
  private readonly events = new EventEmitter();
  private readonly watcher: FolderWatch;
  private readonly waiting = new Set<string>(); // files to read again
  private reading: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private pulse: NodeJS.Timeout | null = null;
  private toldAt = 0;
  private edition = 0;
  revision = 1;

  constructor(
    private readonly vault: string,
    private readonly stateFolder: string,
  ) {
    this.events.setMaxListeners(0);
    this.state = new StateIndex(stateFolder);
    this.watcher = new FolderWatch({ file: (file) => this.noticed(file) });
  }

  /** Fills the index; resolves when all files with work in them were read. The rest follows; see `whole`. */
  async start(): Promise<void> {
    for (const name of [...FOLDERS, ...OLD_FOLDERS]) await mkdir(this.absolute(name), { recursive: true });
    for (const name of STATE_FOLDERS) await mkdir(path.join(this.stateFolder, name), { recursive: true, mode: 0o700 });
    for (const name of STATE_FOLDERS) this.watcher.open(path.join(this.stateFolder, name));
    this.watcher.open(this.stateFolder, [OUTBOX]);
    for (const name of FOLDERS) this.watcher.open(this.absolute(name));
    await this.reading;
    this.times.ready = Date.now();
    this.listenToPulse();
    for (const name of OLD_FOLDERS) this.watcher.open(this.absolute(name));
    void this.whole().then(() => (this.times.whole = Date.now()));
  }

  /** Resolves when nothing is left to read. */
  async whole(): Promise<void> {
    await this.reading;
  }

  /** Ends the watcher and every subscription's stream. */
  stop(): void {
    this.events.emit("end");
    this.watcher.stop();
    if (this.timer) clearTimeout(this.timer);
    if (this.pulse) clearInterval(this.pulse);
    this.waiting.clear();
  }

  /** Calls back with the revision after changes, and once when the index ends; the result takes the listeners away. */
  subscribe(changed: (revision: number) => void, ended: () => void = () => undefined): () => void {
    this.events.on("change", changed).once("end", ended);
    return () => void this.events.off("change", changed).off("end", ended);
  }

  /** Entries below a folder. */
  below(folder: string): Entry[] {
    const [top = ""] = folder.split("/");
    const entries = [...(this.byTop.get(top)?.values() ?? [])];
    return folder === top ? entries : entries.filter((entry) => entry.path.startsWith(`${folder}/`));
  }

  /** Every entry with an id, compared without case. */
  withId(id: string): Entry[] {
    const paths = this.byId.get(id.toLowerCase()) ?? new Set<string>();
    return [...paths].map((known) => this.entries.get(known)).filter((entry) => entry !== undefined);
  }

  /** Waiting drafts that were put off, whether or not their time has come. */
  snoozed(): Entry[] {
    return this.derived("snoozed", () => this.below("Pending_Approval").filter((entry) => asText(entry.front.snoozed_until) !== ""));
  }

  /** A value made from the vault's entries, made again only after one of them changed. */
  derived<T>(name: string, make: () => T): T {
    const known = this.derivedValues.get(name);
    if (known?.edition === this.edition) return known.value as T;
    const { edition } = this;
    const value = make();
    this.derivedValues.set(name, { edition, value });
    return value;
  }

  absolute(relative: string): string {
    return path.join(/*turbopackIgnore: true*/ this.vault, relative);
  }

  /** Reads one file now, so that an answer that follows a change is already true; null where it is gone. */
  read(relative: string): Reading | null {
    const file = this.absolute(relative);
    this.waiting.delete(file);
    try {
      const reading = readEntry(file, relative);
      this.put(reading.entry);
      return reading;
    } catch (error) {
      if (!isCode(error, "ENOENT") && !isCode(error, "ELOOP")) console.error("a vault file cannot be read", error);
      this.remove(relative);
      return null;
    }
  }

  /** Takes a decision into the picture that was just written or taken back. */
  readDecision(name: string): void {
    this.takeState(path.join(this.stateFolder, "ledger", name));
  }

  /** Looks for an id on disk: a file that moved a moment ago is found before the watcher tells of it. */
  async search(id: string): Promise<void> {
    const months = await folderNames(this.absolute("Done"));
    const folders = [...CHANNELS.flatMap((channel) => [`Pending_Approval/${channel}`, `Approved/${channel}`]), "Rejected", "Needs_Action", ...months.map((month) => `Done/${month}`)];
    for (const folder of folders) this.read(`${folder}/${id}.md`);
  }

  private listenToPulse(): void {
    const due = (): number => this.snoozed().filter((entry) => Date.parse(asText(entry.front.snoozed_until)) <= Date.now()).length;
    const states = (): string => JSON.stringify([due(), ...this.state.health(Date.now()).map((row) => [row.name, row.state])]);
    let known = states();
    this.pulse = setInterval(() => {
      const now = states();
      if (now !== known) this.tellSoon();
      known = now;
    }, PULSE_MS).unref();
  }

  private noticed(file: string): void {
    this.waiting.add(file);
    this.reading ??= this.readWaiting();
  }

  private async readWaiting(): Promise<void> {
    await turn();
    for (let pause = Date.now() + SLICE_MS; this.waiting.size > 0; ) {
      const [file] = this.waiting;
      if (file !== undefined) this.take(file);
      if (Date.now() < pause) continue;
      await turn();
      pause = Date.now() + SLICE_MS;
    }
    this.reading = null;
  }

  private take(file: string): void {
    this.waiting.delete(file);
    const relative = path.relative(this.vault, file).split(path.sep).join("/");
    if (relative.startsWith("../")) this.takeState(file);
    else if (relative.endsWith(".md")) this.read(relative);
  }

  private takeState(file: string): void {
    this.state.take(file);
    this.tellSoon();
  }

  /** A reader who finds the bytes it knew tells nobody, or readers would wake each other for ever. */
  private put(read: Entry): void {
    const known = this.entries.get(read.path);
    if (known?.sha256 === read.sha256) return;
    const entry = kept(read);
    const [top = ""] = entry.path.split("/");
    this.entries.set(entry.path, entry);
    this.byTop.set(top, (this.byTop.get(top) ?? new Map<string, Entry>()).set(entry.path, entry));
    const key = entry.id.toLowerCase();
    this.byId.set(key, (this.byId.get(key) ?? new Set<string>()).add(entry.path));
    this.changed();
  }

  private remove(relative: string): void {
    const entry = this.entries.get(relative);
    if (!entry) return;
    const key = entry.id.toLowerCase();
    this.entries.delete(relative);
    this.byTop.get(relative.split("/")[0] ?? "")?.delete(relative);
    this.byId.get(key)?.delete(relative);
    if (this.byId.get(key)?.size === 0) this.byId.delete(key);
    this.changed();
  }

  private changed(): void {
    this.edition += 1;
    this.tellSoon();
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => this.tell(), Math.max(SETTLE_MS, this.toldAt + REST_MS - Date.now())).unref();
  }

  private tell(): void {
    this.timer = null;
    this.toldAt = Date.now();
    this.revision += 1;
    this.events.emit("change", this.revision);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function folderNames(folder: string): Promise<string[]> {
  const found = await readdir(/*turbopackIgnore: true*/ folder, { withFileTypes: true });
  return found.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

const shared = globalThis as typeof globalThis & { vaultIndex?: Promise<VaultIndex> };

/** The index of this server, started by the first who asks. */
export function vaultIndex(): Promise<VaultIndex> {
  shared.vaultIndex ??= started().catch((error: unknown) => {
    delete shared.vaultIndex; // the next who asks tries again
    throw error;
  });
  return shared.vaultIndex;
}

async function started(): Promise<VaultIndex> {
  const index = new VaultIndex(settings().vault, settings().state);
  await index.start();
  return index;
}
