import "server-only";

/**
 * The one picture of the vault and the state folder that all pages and routes read. It is filled once, and kept true by
 * one watcher for all clients.
 */
import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { settings } from "@/lib/settings";
import { readEntry, type Entry, type Reading } from "@/lib/vault/entry";
import { isCode } from "@/lib/vault/files";
import { kept } from "@/lib/vault/finished";
import { FolderWatch } from "@/lib/vault/folder-watch";
import { asText } from "@/lib/vault/parser";
import { CHANNELS } from "@/lib/vault/places";
import { OUTBOX, STATE_FOLDERS, StateIndex } from "@/lib/vault/state-index";
import { turn } from "@/lib/vault/turn";

const FOLDERS = ["Pending_Approval", "Approved", "Needs_Action", "In_Progress", "Inbox", "Plans", "Briefings", "Logs"];
/** What is over; the pages open before it is read. */
const OLD_FOLDERS = ["Rejected", "Done", "Archive"];
const SLICE_MS = 20; // files are read for so long before requests get their turn
const SETTLE_MS = 20; // changes that come together are told together
const REST_MS = 200; // and a storm of them so often
const PULSE_MS = 5_000; // a process that falls silent, or a time that comes, writes nothing: it is looked for

export class VaultIndex {
  readonly state: StateIndex;
  /** When the index was asked for, when the folders with work in them were read, and when all was (ms since 1970). */
  readonly times = { asked: Date.now(), ready: 0, whole: 0 };
  private readonly byTop = new Map<string, Map<string, Entry>>();
  private readonly byId = new Map<string, string | string[]>(); // id in lower case → its path, or its paths where it has many
  private readonly derivedValues = new Map<string, { edition: number; value: unknown }>();
  private readonly events = new EventEmitter();
  private readonly watcher: FolderWatch;
  private readonly waiting = new Set<string>(); // files to read again
  private reading: Promise<void> | null = null;
  private opening: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private pulse: NodeJS.Timeout | null = null;
  private toldAt = 0;
  private edition = 0;
  private readonly inVault: string; // how paths of its files begin
  revision = 1;

  constructor(
    private readonly vault: string,
    private readonly stateFolder: string,
  ) {
    this.inVault = path.join(/*turbopackIgnore: true*/ vault, path.sep);
    this.events.setMaxListeners(0);
    this.state = new StateIndex(stateFolder);
    this.watcher = new FolderWatch({ file: (file) => this.noticed(file), room: () => this.allRead() });
  }

  /** Fills the index; resolves when all files with work in them were read. The rest follows; see `whole`. */
  async start(): Promise<void> {
    for (const name of [...FOLDERS, ...OLD_FOLDERS]) await mkdir(this.absolute(name), { recursive: true });
    for (const name of STATE_FOLDERS) await mkdir(path.join(this.stateFolder, name), { recursive: true, mode: 0o700 });
    for (const name of STATE_FOLDERS) await this.watcher.open(path.join(this.stateFolder, name));
    await this.watcher.open(this.stateFolder, [OUTBOX]);
    await this.openAll(FOLDERS);
    this.times.ready = Date.now();
    this.listenToPulse();
    this.opening = this.openAll(OLD_FOLDERS).then(() => void (this.times.whole = Date.now()));
  }

  /** Resolves when nothing is left to read. */
  async whole(): Promise<void> {
    await this.opening;
    await this.allRead();
  }

  private async openAll(folders: string[]): Promise<void> {
    for (const name of folders) await this.watcher.open(this.absolute(name));
    await this.allRead();
  }

  private async allRead(): Promise<void> {
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

  /** The entry of one file. */
  at(relative: string): Entry | undefined {
    return this.byTop.get(topOf(relative))?.get(relative);
  }

  /** Every entry, one after another: a list of them all would be large. */
  *all(): Iterable<Entry> {
    for (const entries of this.byTop.values()) yield* entries.values();
  }

  /** Entries below a folder. */
  below(folder: string): Entry[] {
    const top = topOf(folder);
    const entries = [...(this.byTop.get(top)?.values() ?? [])];
    return folder === top ? entries : entries.filter((entry) => entry.path.startsWith(`${folder}/`));
  }

  /** Every entry with an id, compared without case. */
  withId(id: string): Entry[] {
    return this.pathsOf(id).map((known) => this.at(known)).filter((entry) => entry !== undefined);
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
  read(relative: string, file = this.absolute(relative)): Reading | null {
    this.waiting.delete(file);
    try {
      const reading = readEntry(file, relative);
      this.put(reading.entry);
      return reading;
    } catch (error) {
      if (!isCode(error, "ENOENT") && !isCode(error, "ELOOP")) console.error("a vault file cannot be read", error);
      if (this.isThere()) this.remove(relative); // a vault that was moved away took its files along, and brings them back
      return null;
    }
  }

  /** Whether the vault is in its folder. */
  isThere(): boolean {
    return existsSync(/*turbopackIgnore: true*/ this.vault);
  }

  /** Takes a decision into the picture that was just written or taken back. */
  readDecision(name: string): void {
    this.takeState(path.join(this.stateFolder, "ledger", name));
  }

  /** Looks for an id on disk: a file that moved a moment ago is found before the watcher tells of it. */
  async search(id: string): Promise<void> {
    const folders = [...CHANNELS.flatMap((channel) => [`Pending_Approval/${channel}`, `Approved/${channel}`]), "Rejected", "Needs_Action", ...(await this.doneFolders())];
    for (const folder of folders) this.read(`${folder}/${id}.md`);
  }

  /** The months in Done/ and the days in each. */
  private async doneFolders(): Promise<string[]> {
    const below = async (folder: string): Promise<string[]> => (await folderNames(this.absolute(folder))).map((name) => `${folder}/${name}`);
    const months = await below("Done");
    return [...months, ...(await Promise.all(months.map(below))).flat()];
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
    if (!file.startsWith(this.inVault)) this.takeState(file);
    else if (file.endsWith(".md")) this.read(file.slice(this.inVault.length).replaceAll(path.sep, "/"), file);
  }

  private takeState(file: string): void {
    this.state.take(file);
    this.tellSoon();
  }

  /** A reader who finds the bytes it knew tells nobody, or readers would wake each other for ever. */
  private put(read: Entry): void {
    if (this.at(read.path)?.sha256 === read.sha256) return;
    const entry = kept(read);
    const top = topOf(entry.path);
    this.byTop.set(top, (this.byTop.get(top) ?? new Map<string, Entry>()).set(entry.path, entry));
    this.setPaths(entry.id, [...this.pathsOf(entry.id).filter((known) => known !== entry.path), entry.path]);
    this.changed();
  }

  private remove(relative: string): void {
    const entry = this.at(relative);
    if (!entry) return;
    this.byTop.get(topOf(relative))?.delete(relative);
    this.setPaths(entry.id, this.pathsOf(entry.id).filter((known) => known !== relative));
    this.changed();
  }

  private pathsOf(id: string): string[] {
    const paths = this.byId.get(id.toLowerCase()) ?? [];
    return typeof paths === "string" ? [paths] : paths;
  }

  private setPaths(id: string, paths: string[]): void {
    const [only] = paths;
    if (only === undefined) this.byId.delete(id.toLowerCase());
    else this.byId.set(id.toLowerCase(), paths.length === 1 ? only : paths);
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

function topOf(relative: string): string {
  return relative.split("/")[0] ?? "";
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
