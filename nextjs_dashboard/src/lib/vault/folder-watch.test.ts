/** @jest-environment node */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { FolderWatch } from "@/lib/vault/folder-watch";

let folder: string;
let told: string[];
let watch: FolderWatch;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "watched-"));
  told = [];
  watch = new FolderWatch({ file: (file) => void told.push(path.relative(folder, file)), room: () => Promise.resolve() });
});

afterEach(() => {
  watch.stop();
  rmSync(folder, { recursive: true });
});

function write(name: string, text = "x"): void {
  writeFileSync(path.join(folder, name), text);
}

test("a look finds what the system did not tell: new files, other ones, later ones, and those that are gone", async () => {
  for (const name of ["same.md", "longer.md", "later.md", "gone.md"]) write(name);
  await watch.open(folder);
  expect(told.splice(0).sort()).toEqual(["gone.md", "later.md", "longer.md", "same.md"]);
  write("longer.md", "xx");
  utimesSync(path.join(folder, "later.md"), 1_800_000_000, 1_800_000_000);
  rmSync(path.join(folder, "gone.md"));
  write("new.md");
  const looked = watch.look(); // before the system's own word is heard
  expect(told.splice(0).sort()).toEqual(["gone.md", "later.md", "longer.md", "new.md"]);
  await looked;
});

test("more files than are looked at in one go are all told", async () => {
  for (let number = 0; number < 1_100; number += 1) write(`${number}.md`);
  await watch.open(folder);
  expect(new Set(told).size).toBe(1_100);
});
