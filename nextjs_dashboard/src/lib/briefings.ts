import "server-only";

/** The weeks that the Cloud agent wrote down (`Briefings/`). */
import { asText } from "@/lib/vault/parser";
import type { VaultIndex } from "@/lib/vault/vault-index";

export interface BriefingSummary {
  id: string;
  title: string;
  done: number;
  pending: number;
}

/** The newest first. */
export function listBriefings(known: VaultIndex): BriefingSummary[] {
  const entries = known.below("Briefings").filter((entry) => entry.problem === null);
  const summaries = entries.map(({ id, front }) => ({ id, title: titleOf(id, asText(front.briefing_date)), done: count(front.tasks_completed_count), pending: count(front.tasks_pending_count) }));
  return summaries.sort((left, right) => (left.id < right.id ? 1 : -1));
}

/** A briefing's markdown; null where there is none with that id. */
export function briefingText(known: VaultIndex, id: string): string | null {
  const entry = known.withId(id).find(({ path }) => path.startsWith("Briefings/"));
  return (entry && known.read(entry.path)?.document?.body) ?? null;
}

const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function titleOf(id: string, date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? id.replaceAll("_", " ") : DAY.format(day);
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
