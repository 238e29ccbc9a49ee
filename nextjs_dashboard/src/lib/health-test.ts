import "server-only";

/** The Test button of the health page: asks a part to report now, and waits for its word (data-model.md §5, `asked/`). */
import path from "node:path";
import { getHealth } from "@/lib/data";
import { Refusal } from "@/lib/http/refusal";
import { createFile } from "@/lib/vault/files";
import type { VaultIndex } from "@/lib/vault/vault-index";
import type { HealthRow } from "@/lib/types";

const PATIENCE_MS = 15_000;

/** The row as it is after the test; one that stays silent is told as such. */
export async function testPart(index: VaultIndex, state: string, name: string, patience = PATIENCE_MS): Promise<HealthRow> {
  const row = await rowOf(name);
  if (!row) throw new Refusal(404, "gone", "There is no such part.");
  if (!row.testable) return row; // it is looked at anew with every page
  const before = index.state.beatOf(name);
  await createFile(path.join(state, "asked", name), "");
  const answered = await until(index, () => index.state.beatOf(name) !== before, patience);
  const now = (await rowOf(name)) ?? row;
  return answered ? now : { ...now, state: "down", detail: `It did not answer within ${patience / 1000} seconds.`, remedy: now.remedy ?? "Start it again: pm2 restart all" };
}

async function rowOf(name: string): Promise<HealthRow | undefined> {
  return (await getHealth()).items.find((row) => row.name === name);
}

/** Whether it came true before the patience ended. */
function until(index: VaultIndex, look: () => boolean, patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (answer: boolean): void => {
      clearTimeout(timer);
      leave();
      resolve(answer);
    };
    const timer = setTimeout(() => end(false), patience);
    const leave = index.subscribe(() => look() && end(true), () => end(false));
    if (look()) end(true); // a swift part has answered before there was anyone to hear it
  });
}
