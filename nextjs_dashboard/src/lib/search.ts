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
  const best: Placed[] = [];
  let [looked, total] = [0, 0];
  for (const entry of index.all()) {
    looked += 1;
    if (looked % AT_ONCE === 0) await turn(); // others get their answers meanwhile
    const found = mayHold(entry, words) ? placed(entry, words) : null;
    if (!found) continue;
    total += 1;
    insert(best, found);
  }
  return { items: best.map(({ entry }) => hit(opened(entry))), total };
}

/** Keeps the first ones, in order: a word that stands in a hundred thousand files costs no memory. */
function insert(best: Placed[], found: Placed): void {
  const place = best.findIndex((other) => isBefore(found, other));
  best.splice(place < 0 ? best.length : place, 0, found);
  if (best.length > MOST) best.pop();
}

function isBefore(left: Placed, right: Placed): boolean {
  return left.order === right.order ? left.time > right.time : left.order < right.order;
}

/** Where a draft that holds the words stands among the others. */
interface Placed {
  entry: Entry;
  order: number; // of its place
  time: string;
}

function placed(entry: Entry, words: string[]): Placed | null {
  const read = opened(entry);
  const place = placeOf(read.path);
  if (read.category === null || place === null || asText(read.front.action) === "") return null;
  const text = haystack(read);
  return words.every((word) => text.includes(word)) ? { entry, order: PLACES.indexOf(place), time: timeOf(read) } : null;
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
