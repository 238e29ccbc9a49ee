import "server-only";

/** Notes that somebody looks at a page now, so that the sync asks the remote every few seconds instead of every minute. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

export async function noteLooking(state: string): Promise<void> {
  const folder = path.join(/*turbopackIgnore: true*/ state, "looking");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, "dashboard"), "");
}
