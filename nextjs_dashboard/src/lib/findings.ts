import "server-only";

/** What needs the owner: notes of type finding in `Needs_Action/`. */
import { asText } from "@/lib/vault/parser";
import type { Entry } from "@/lib/vault/entry";
import type { VaultIndex } from "@/lib/vault/vault-index";
import type { FindingNote, HealthRow } from "@/lib/types";

const MOST = 50;
const SEVERE = ["security", "critical"];

export function findingEntries(known: VaultIndex): Entry[] {
  return known.derived("findings", () => known.below("Needs_Action").filter((entry) => asText(entry.front.type) === "finding"));
}

/** The most severe first, then the newest. */
export function listFindings(known: VaultIndex): FindingNote[] {
  const notes = findingEntries(known).map(({ id, front, note }) => ({
    id,
    code: asText(front.code),
    severe: SEVERE.includes(asText(front.severity)),
    problem: note?.problem ?? "",
    remedy: note?.remedy ?? "",
    at: asText(front.created_at) || null,
  }));
  return notes.sort((left, right) => Number(right.severe) - Number(left.severe) || (right.at ?? "").localeCompare(left.at ?? "")).slice(0, MOST);
}

export function findingsRow(known: VaultIndex): HealthRow {
  const open = findingEntries(known);
  const row = { name: "findings", testable: false, last_success: null, remedy: null };
  if (open.length === 0) return { ...row, state: "ok", detail: "Nothing needs you." };
  const severe = open.some((entry) => SEVERE.includes(asText(entry.front.severity)));
  return { ...row, state: severe ? "down" : "degraded", detail: `${open.length} open.`, remedy: "Read them below; each says what to do. It goes away by itself once its cause is gone, or move the note to Done/." };
}
