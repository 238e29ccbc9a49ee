import "server-only";

/**
 * The one picture of the vault and the state folder that all pages and routes read. It is filled once, and kept true by
 * one file watcher for all clients.
 */
import { EventEmitter } from "node:events";
import { lstat, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { watch, type FSWatcher } from "chokidar";
import { settings } from "@/lib/settings";
import { draftText, hashOf } from "@/lib/vault/draft";
import { isCode, readRegular } from "@/lib/vault/files";
import { MalformedFile, parse, type FrontMatter, type ProblemCode } from "@/lib/vault/parser";
import { CHANNELS } from "@/lib/vault/places";

export interface Entry {
  path: string; // in the vault, with forward slashes
  id: string; // the file's stem
  sha256: string;
  front: FrontMatter;
  preview: string;
  problem: { code: ProblemCode; line: number | null } | null;
  changedAt: string;
}

const FOLDERS = ["Inbox", "Needs_Action", "In_Progress", "Pending_Approval", "Approved", "Rejected", "Done", "Plans", "Logs"];
const PREVIEW = 200;
const AT_ONCE = 64; // files read side by side
const SETTLE_MS = 40;
const RETRY_MS = 100;

export class VaultIndex {
  readonly entries = new Map<string, Entry>();
  private readonly byId = new Map<string, Set<string>>();
  private readonly events = new EventEmitter();
  private watcher: FSWatcher | null = null;
  private timer: NodeJS.Timeout | null = null;
  revision = 1;

  constructor(
    private readonly vault: string,
    private readonly state: string,
  ) {
    this.events.setMaxListeners(0);
  }

  /** Fills the index; resolves when every file was read once. */
  async start(): Promise<void> {
    const folders = FOLDERS.map((name) => path.join(this.vault, name));
    const state = ["ledger", "health"].map((name) => path.join(this.state, name));
    for (const folder of [...folders, ...state]) await mkdir(folder, { recursive: true });
    const watcher = watch([...folders, ...state, path.join(this.state, "outbox.json")], {
      ignored: (file) => path.basename(file).startsWith(".") && file !== this.vault,
      followSymlinks: false,
      ignoreInitial: true,
    });
    this.watcher = watcher;
    watcher.on("add", (file) => void this.take(file)).on("change", (file) => void this.take(file));
    watcher.on("unlink", (file) => this.drop(file));
    await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
    // The watcher's own first look ends before all files were told, so the files are read here.
    for (const folder of folders) await this.readAll(folder);
  }

  private async readAll(folder: string): Promise<void> {
    const found = await readdir(/*turbopackIgnore: true*/ folder, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map((entry) => path.join(entry.parentPath, entry.name));
    for (let start = 0; start < files.length; start += AT_ONCE) await Promise.all(files.slice(start, start + AT_ONCE).map((file) => this.take(file)));
  }

  async stop(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    await this.watcher?.close();
  }

  /** Calls back with the revision after each change; the result ends that. */
  subscribe(listener: (revision: number) => void): () => void {
    this.events.on("change", listener);
    return () => this.events.off("change", listener);
  }

  /** Entries whose path starts with a folder. */
  below(folder: string): Entry[] {
    return [...this.entries.values()].filter((entry) => entry.path.startsWith(`${folder}/`));
  }

  /** Every entry with an id, compared without case. */
  withId(id: string): Entry[] {
    const paths = this.byId.get(id.toLowerCase()) ?? new Set<string>();
    return [...paths].map((known) => this.entries.get(known)).filter((entry) => entry !== undefined);
  }

  absolute(relative: string): string {
    return path.join(this.vault, relative);
  }

  /** Reads one file again now, so that an answer that follows a change is already true. */
  async refresh(relative: string): Promise<void> {
    await this.take(this.absolute(relative));
  }

  /** Looks for an id on disk: a file that moved a moment ago is found before the watcher tells of it. */
  async search(id: string): Promise<void> {
    const months = await folderNames(this.absolute("Done"));
    const folders = [...CHANNELS.flatMap((channel) => [`Pending_Approval/${channel}`, `Approved/${channel}`]), "Rejected", "Needs_Action", ...months.map((month) => `Done/${month}`)];
    await Promise.all(folders.map((folder) => this.refresh(`${folder}/${id}.md`)));
  }

  private async take(file: string): Promise<void> {
    const relative = this.relative(file);
    const ofState = relative === null;
    if (ofState || (relative.endsWith(".md") && (await this.reread(file, relative)))) this.changed();
  }

  /** Whether the file is another one now: a reader who finds the bytes it knew tells nobody, or readers would wake each other for ever. */
  private async reread(file: string, relative: string): Promise<boolean> {
    try {
      const entry = await readEntry(file, relative);
      const known = this.entries.get(relative)?.sha256 === entry.sha256;
      this.put(entry);
      return !known;
    } catch (error) {
      if (isCode(error, "ENOENT")) return this.remove(relative);
      setTimeout(() => void this.take(file).catch(() => undefined), RETRY_MS);
      return false;
    }
  }

  private drop(file: string): void {
    const relative = this.relative(file);
    if (relative === null || this.remove(relative)) this.changed();
  }

  private relative(file: string): string | null {
    const relative = path.relative(this.vault, file);
    return relative.startsWith("..") ? null : relative.split(path.sep).join("/");
  }

  private put(entry: Entry): void {
    this.entries.set(entry.path, entry);
    const key = entry.id.toLowerCase();
    this.byId.set(key, (this.byId.get(key) ?? new Set<string>()).add(entry.path));
  }

  /** Whether there was such an entry. */
  private remove(relative: string): boolean {
    const entry = this.entries.get(relative);
    if (!entry) return false;
    this.entries.delete(relative);
    this.byId.get(entry.id.toLowerCase())?.delete(relative);
    return true;
  }

  private changed(): void {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.revision += 1;
      this.events.emit("change", this.revision);
    }, SETTLE_MS);
  }
}

async function folderNames(folder: string): Promise<string[]> {
  const found = await readdir(/*turbopackIgnore: true*/ folder, { withFileTypes: true });
  return found.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function readEntry(file: string, relative: string): Promise<Entry> {
  const status = await lstat(file);
  const common = { path: relative, id: path.basename(relative, ".md"), changedAt: status.mtime.toISOString() };
  const data = await readRegular(file);
  const sha256 = hashOf(data);
  if (relative.startsWith("Logs/")) return { ...common, sha256, front: {}, preview: "", problem: null };
  try {
    const { front, body } = parse(data);
    const preview = [...draftText(body).replace(/\s+/g, " ").trim()].slice(0, PREVIEW).join("");
    return { ...common, sha256, front, preview, problem: null };
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return { ...common, sha256, front: {}, preview: "", problem: { code: error.code, line: error.line } };
  }
}

const shared = globalThis as typeof globalThis & { vaultIndex?: Promise<VaultIndex> };

/** The index of this server, started by the first who asks. */
export function vaultIndex(): Promise<VaultIndex> {
  shared.vaultIndex ??= (async () => {
    const index = new VaultIndex(settings().vault, settings().state);
    await index.start();
    return index;
  })();
  return shared.vaultIndex;
}
