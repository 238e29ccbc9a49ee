import "server-only";

/** Search over every draft and task of the vault, whatever became of it. */
import { asText, asTexts } from "@/lib/vault/parser";
import { placeOf } from "@/lib/vault/places";
import type { Entry } from "@/lib/vault/entry";
import type { VaultIndex } from "@/lib/vault/vault-index";
import type { SearchHit, SearchPage } from "@/lib/types";

const MOST = 50;
const LONGEST = 200;
const PLACES: SearchHit["place"][] = ["pending", "needs_action", "approved", "done", "rejected"];

/** Entries that hold every word, what waits first, then the newest. */
export function searchVault(index: VaultIndex, query: string): SearchPage {
  const words = query.slice(0, LONGEST).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return { items: [], total: 0 };
  const found = drafts(index).filter((entry) => words.every((word) => haystack(entry).includes(word)));
  return { items: found.sort(byPlaceAndTime).slice(0, MOST).map(hit), total: found.length };
}

function drafts(index: VaultIndex): Entry[] {
  return index.derived("searchable", () => [...index.entries.values()].filter((entry) => entry.category !== null && placeOf(entry.path) !== null && asText(entry.front.action) !== ""));
}

function haystack(entry: Entry): string {
  const { front } = entry;
  return [entry.id, asText(front.subject), asTexts(front.to).join(" "), asText(front.to_name), asText(front.original_from), asText(front.original_subject), asText(front.why), entry.preview].join("\n").toLowerCase();
}

function byPlaceAndTime(left: Entry, right: Entry): number {
  const order = (entry: Entry): number => PLACES.indexOf(placeOf(entry.path) ?? "done");
  return order(left) - order(right) || (timeOf(left) < timeOf(right) ? 1 : -1);
}

function timeOf(entry: Entry): string {
  return asText(entry.front.sent_at) || asText(entry.front.decided_at) || asText(entry.front.updated_at) || entry.changedAt;
}

function hit(entry: Entry): SearchHit {
  const { id, front, preview } = entry;
  return { id, category: entry.category ?? "Email", place: placeOf(entry.path) ?? "done", status: asText(front.status), subject: asText(front.subject) || preview.slice(0, 60) || id, to: asTexts(front.to), to_name: asText(front.to_name) || null, at: timeOf(entry) };
}
