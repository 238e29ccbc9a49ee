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
const AT_ONCE = 500; // files are looked at for some milliseconds

/** Told of each file that may be new, another one, or gone. */
export interface Watched {
  file(file: string): void;
  /** Resolves when there is room for more. */
  room(): Promise<void>;
}

interface Folder {
  watcher: FSWatcher | null; // null where the system refused
  only: string[] | null; // the only names that count, null for all
  told: Map<string, number>; // file name → its mark when it was told last
}

export class FolderWatch {
  private readonly folders = new Map<string, Folder>();
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(private readonly listener: Watched) {}

  /** Watches a folder and all below it (or only the named files right in it), and tells each file that is there. */
  async open(folder: string, only: string[] | null = null): Promise<void> {
    if (this.folders.has(folder) || this.stopped) return;
    const watcher = this.listen(folder); // before the names are read, so that none falls between
    this.folders.set(folder, { watcher, only, told: new Map() });
    this.lookEvery(watcher ? LOOK_EVERY_MS : LOOK_OFTEN_MS);
    await this.meetAll(folder, entriesOf(folder));
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearInterval(this.timer);
    for (const { watcher } of this.folders.values()) watcher?.close();
    this.folders.clear();
  }

  /** Compares names, sizes and times with what was told last, and tells what is different. */
  async look(): Promise<void> {
    for (const [folder, { told }] of [...this.folders]) {
      const entries = entriesOf(folder);
      const there = new Set(entries.map((entry) => entry.name));
      for (const name of told.keys()) if (!there.has(name)) this.tell(folder, name, null);
      await this.meetAll(folder, entries);
    }
  }

  /** In parts, each when what was told before is read: requests get their turn, and few names wait in memory. */
  private async meetAll(folder: string, entries: Dirent[]): Promise<void> {
    for (const [number, entry] of entries.entries()) {
      if (number % AT_ONCE === AT_ONCE - 1) await this.listener.room();
      if (this.stopped) return;
      if (!this.counts(folder, entry.name)) continue;
      if (entry.isDirectory()) await this.open(path.join(folder, entry.name));
      else this.meet(folder, entry.name);
    }
  }

  private meet(folder: string, name: string): void {
    const status = statusOf(path.join(folder, name));
    if (!status || this.folders.get(folder)?.told.get(name) !== mark(status)) this.tell(folder, name, status);
  }

  private counts(folder: string, name: string): boolean {
    return this.folders.get(folder)?.only?.includes(name) ?? !name.startsWith(".");
  }

  private tell(folder: string, name: string, status: Stats | null): void {
    const told = this.folders.get(folder)?.told;
    if (status) told?.set(name, mark(status));
    else told?.delete(name);
    this.listener.file(path.join(folder, name));
  }

  private listen(folder: string): FSWatcher | null {
    try {
      const watcher = watch(/*turbopackIgnore: true*/ folder, { persistent: false }, (_kind, name) => (name === null ? void this.look() : this.happened(folder, name)));
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
    if (status?.isDirectory()) void this.open(place);
    else this.tell(folder, name, status);
  }

  private leave(folder: string): void {
    const below = (place: string): boolean => place === folder || place.startsWith(folder + path.sep);
    for (const [known, { watcher, told }] of [...this.folders].filter(([place]) => below(place))) {
      watcher?.close();
      this.folders.delete(known);
      for (const name of told.keys()) this.tell(known, name, null);
    }
  }

  private lookEvery(milliseconds: number): void {
    if (this.timer && milliseconds === LOOK_EVERY_MS) return;
    if (this.timer) clearInterval(this.timer);
    this.timer = setInterval(() => void this.look(), milliseconds).unref();
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

/** Size, time and number of a file in one small number: as texts they took ten megabytes for a hundred thousand files. */
function mark({ size, mtimeMs, ino }: Stats): number {
  return (Math.imul(Math.imul(size, 31) + Math.trunc(mtimeMs * 1000), 31) + ino) | 0;
}
