/** What a person changed in a text, word by word. */

export interface DiffPart {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Above this many table cells the changed middle is shown as one replacement instead of being compared. */
const MAXIMUM_CELLS = 1_000_000;

export function wordDiff(before: string, after: string): DiffPart[] {
  const old = words(before);
  const fresh = words(after);
  const start = sharedStart(old, fresh);
  const end = sharedEnd(old, fresh, start);
  const middle = compare(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end));
  return joined([...same(old.slice(0, start)), ...middle, ...same(old.slice(old.length - end))]);
}

export function countChanges(parts: DiffPart[]): { added: number; removed: number } {
  const count = (kind: DiffPart["kind"]): number => parts.filter((part) => part.kind === kind).reduce((sum, part) => sum + (part.text.match(/\S+/g)?.length ?? 0), 0);
  return { added: count("added"), removed: count("removed") };
}

function words(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

function sharedStart(old: string[], fresh: string[]): number {
  let length = 0;
  while (length < old.length && length < fresh.length && old[length] === fresh[length]) length += 1;
  return length;
}

function sharedEnd(old: string[], fresh: string[], start: number): number {
  const limit = Math.min(old.length, fresh.length) - start;
  let length = 0;
  while (length < limit && old[old.length - 1 - length] === fresh[fresh.length - 1 - length]) length += 1;
  return length;
}

function compare(old: string[], fresh: string[]): DiffPart[] {
  if (old.length * fresh.length > MAXIMUM_CELLS) return [...part("removed", old), ...part("added", fresh)];
  const table = longestCommon(old, fresh);
  return walk(old, fresh, table);
}

/** table[i][j] is the length of the longest common sequence of old[i..] and fresh[j..]. */
function longestCommon(old: string[], fresh: string[]): Uint32Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const value = old[i] === fresh[j] ? cell(table, i + 1, j + 1) + 1 : Math.max(cell(table, i + 1, j), cell(table, i, j + 1));
      table[i]?.fill(value, j, j + 1);
    }
  }
  return table;
}

function cell(table: Uint32Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function walk(old: string[], fresh: string[], table: Uint32Array[]): DiffPart[] {
  const parts: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      parts.push({ kind: "same", text: old[i] ?? "" });
      i += 1;
      j += 1;
    } else if (cell(table, i + 1, j) >= cell(table, i, j + 1)) {
      parts.push({ kind: "removed", text: old[i] ?? "" });
      i += 1;
    } else {
      parts.push({ kind: "added", text: fresh[j] ?? "" });
      j += 1;
    }
  }
  return [...parts, ...part("removed", old.slice(i)), ...part("added", fresh.slice(j))];
}

function same(texts: string[]): DiffPart[] {
  return part("same", texts);
}

function part(kind: DiffPart["kind"], texts: string[]): DiffPart[] {
  return texts.length === 0 ? [] : [{ kind, text: texts.join("") }];
}

function joined(parts: DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  for (const next of parts) {
    const last = result.at(-1);
    if (last?.kind === next.kind) result[result.length - 1] = { kind: last.kind, text: last.text + next.text };
    else result.push(next);
  }
  return result;
}
