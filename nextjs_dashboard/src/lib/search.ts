import "server-only";

/** Search over every draft and task of the vault, whatever became of it. */
import { peopleOf, subjectOf } from "@/lib/vault/naming";
import { asText } from "@/lib/vault/parser";
import { placeOf } from "@/lib/vault/places";
import type { Entry } from "@/lib/vault/entry";
import { mayHold, opened, type Opened } from "@/lib/vault/finished";
import { turn } from "@/lib/vault/turn";
import type { VaultIndex } from "@/lib/vault/vault-index";
import type { SearchHit, SearchPage } from "@/lib/types";

const MOST = 50;
const LONGEST = 200;
const AT_ONCE = 1_000; // entries are looked at for some ten milliseconds
const PLACES: SearchHit["place"][] = ["pending", "needs_action", "approved", "done", "rejected"];

/** Entries that hold every word, what waits first, then the newest. */
export async function searchVault(index: VaultIndex, query: string): Promise<SearchPage> {
  const words = query.slice(0, LONGEST).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return { items: [], total: 0 };
  const found: Placed[] = [];
  for (const [number, entry] of index.all().entries()) {
    if (number % AT_ONCE === AT_ONCE - 1) await turn(); // others get their answers meanwhile
    if (mayHold(entry, words)) found.push(...placed(entry, words));
  }
  const first = found.sort((left, right) => left.order - right.order || (left.time < right.time ? 1 : -1)).slice(0, MOST);
  return { items: first.map(({ entry }) => hit(opened(entry))), total: found.length };
}

/** Where a draft that holds the words stands among the others; of its text nothing, as there may be a hundred thousand. */
interface Placed {
  entry: Entry;
  order: number; // of its place
  time: string;
}

function placed(entry: Entry, words: string[]): Placed[] {
  const read = opened(entry);
  const place = placeOf(read.path);
  if (read.category === null || place === null || asText(read.front.action) === "") return [];
  const text = haystack(read);
  return words.every((word) => text.includes(word)) ? [{ entry, order: PLACES.indexOf(place), time: timeOf(read) }] : [];
}

function haystack(entry: Opened): string {
  const { front } = entry;
  return [entry.id, subjectOf(front), peopleOf(front).join(" "), asText(front.to_name), asText(front.original_from), asText(front.original_subject), asText(front.why), entry.preview].join("\n").toLowerCase();
}

function timeOf(entry: Opened): string {
  return asText(entry.front.sent_at) || asText(entry.front.decided_at) || asText(entry.front.updated_at) || entry.changedAt;
}

function hit(entry: Opened): SearchHit {
  const { id, front, preview } = entry;
  return { id, category: entry.category ?? "Email", place: placeOf(entry.path) ?? "done", status: asText(front.status), subject: subjectOf(front) || preview.slice(0, 60) || id, to: peopleOf(front), to_name: asText(front.to_name) || null, at: timeOf(entry) };
}
