import "server-only";

/**
 * One watcher for folders and all below them. It listens to folders, not to files, so that 100,000 files cost no more
 * than the few folders they lie in; what an overfull system queue loses, a look at names and times every few minutes
 * brings back.
 */
import { lstatSync, readdirSync, watch, type Dirent, type FSWatcher, type Stats } from "node:fs";
import path from "node:path";

const LOOK_EVERY_MS = 5 * 60_000;
/** Where the system refuses to watch a folder, names and times are looked at this often. */
const LOOK_OFTEN_MS = 5_000;

/** Told of each file that may be new, another one, or gone. */
export interface Watched {
  file(file: string): void;
}

interface Folder {
  watcher: FSWatcher | null; // null where the system refused
  only: string[] | null; // the only names that count, null for all
}

export class FolderWatch {
  private readonly folders = new Map<string, Folder>();
  private readonly seen = new Map<string, string>(); // file → size and time when it was told last
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(private readonly listener: Watched) {}

  /** Watches a folder and all below it (or only the named files right in it), and tells each file that is there. */
  open(folder: string, only: string[] | null = null): void {
    if (this.folders.has(folder) || this.stopped) return;
    const watcher = this.listen(folder); // before the names are read, so that none falls between
    this.folders.set(folder, { watcher, only });
    this.lookEvery(watcher ? LOOK_EVERY_MS : LOOK_OFTEN_MS);
    for (const entry of entriesOf(folder)) this.meet(folder, entry);
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearInterval(this.timer);
    for (const { watcher } of this.folders.values()) watcher?.close();
    this.folders.clear();
  }

  /** Compares names, sizes and times with what was told last, and tells what is different. */
  look(): void {
    const missing = new Set(this.seen.keys());
    for (const folder of [...this.folders.keys()]) {
      for (const entry of entriesOf(folder)) {
        missing.delete(path.join(folder, entry.name));
        this.meet(folder, entry);
      }
    }
    for (const file of missing) this.tell(file, null);
  }

  private meet(folder: string, entry: Dirent): void {
    if (!this.counts(folder, entry.name)) return;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return this.open(place);
    const status = statusOf(place);
    if (!status || this.seen.get(place) !== mark(status)) this.tell(place, status);
  }

  private counts(folder: string, name: string): boolean {
    return this.folders.get(folder)?.only?.includes(name) ?? !name.startsWith(".");
  }

  private tell(file: string, status: Stats | null): void {
    if (status) this.seen.set(file, mark(status));
    else this.seen.delete(file);
    this.listener.file(file);
  }

  private listen(folder: string): FSWatcher | null {
    try {
      const watcher = watch(/*turbopackIgnore: true*/ folder, { persistent: false }, (_kind, name) => (name === null ? this.look() : this.happened(folder, name)));
      return watcher.on("error", () => this.leave(folder));
    } catch {
      return null;
    }
  }

  private happened(folder: string, name: string): void {
    if (this.stopped || !this.counts(folder, name)) return;
    const place = path.join(folder, name);
    const status = statusOf(place);
    if (this.folders.has(place) && !status?.isDirectory()) this.leave(place);
    if (status?.isDirectory()) this.open(place);
    else this.tell(place, status);
  }

  private leave(folder: string): void {
    const below = (place: string): boolean => place === folder || place.startsWith(folder + path.sep);
    for (const [known, { watcher }] of this.folders) {
      if (!below(known)) continue;
      watcher?.close();
      this.folders.delete(known);
    }
    for (const file of [...this.seen.keys()].filter(below)) this.tell(file, null);
  }

  private lookEvery(milliseconds: number): void {
    if (this.timer && milliseconds === LOOK_EVERY_MS) return;
    if (this.timer) clearInterval(this.timer);
    this.timer = setInterval(() => this.look(), milliseconds).unref();
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(/*turbopackIgnore: true*/ folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function statusOf(file: string): Stats | null {
  try {
    return lstatSync(/*turbopackIgnore: true*/ file);
  } catch {
    return null;
  }
}

function mark(status: Stats): string {
  return `${status.size} ${status.mtimeMs} ${status.ino}`;
}
