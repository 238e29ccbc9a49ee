/** @jest-environment node */
import { readFileSync } from "node:fs";
import path from "node:path";
import { readLines } from "@/lib/vault/front-lines";
import { parse, resolvePlain } from "@/lib/vault/parser";

const VALUES = ["a", "a b", "Re: contract", "Re:contract", "a #b", "a#b", "a:", "-", "- x", "-5", "5", "05", "1.50", "true", "yes", "null", "~", "", "[]", "[a]", "{}", "'it''s'", "'a", '"a\\nb"', '"\\ud83d"', '"\\u00e9"', '"\\x41"', "<1@acme.example>", "|", ">", "&a b", "*a", "!t b", "@x", "`x", "%x", "über", "👍 ok", "a, b", "a [b]", "a ", " a", "a\u00a0", "?", "? x", "key: value", "'a' b", '"a" b', "http://x.example/a?b=c#d", "12:30:00", "2026-11-21T09:00:00Z"];
const KEYS = ["id", "to", "subject", "to", "a-b", "_x", "1x", "y", "null", "toString", "constructor"];
const LINES = ["- a", "  - a", "    - b", "- Re: x", "- 'x'", "", "  folded", "# remark", "-", "- - a"];

/** A comment is of no plain shape, so it sends the same front matter through the whole parser. */
function parsed(front: string, remark: string): unknown {
  try {
    return parse(Buffer.from(`---\n${front}\n${remark}---\nbody`)).front;
  } catch {
    return "malformed";
  }
}

/** The same numbers on every run (a linear congruential generator). */
function* numbers(): Generator<number> {
  for (let seed = 7; ; seed = (seed * 1103515245 + 12345) % 2147483648) yield seed / 2147483648;
}

test("reads whatever it takes as the whole parser does", () => {
  const random = numbers();
  const pick = (from: string[]): string => from[Math.floor((random.next().value as number) * from.length)] ?? "";
  const different = Array.from({ length: 20_000 }, () => {
    const lines = Array.from({ length: 1 + Math.floor((random.next().value as number) * 4) }, () => ((random.next().value as number) < 0.6 ? `${pick(KEYS)}: ${pick(VALUES)}` : (random.next().value as number) < 0.4 ? `${pick(KEYS)}:` : pick(LINES)));
    return lines.join("\n");
  }).filter((front) => readLines(front, resolvePlain) !== null && JSON.stringify(parsed(front, "")) !== JSON.stringify(parsed(front, "# remark\n")));
  expect(different).toEqual([]);
});

test.each(["plain_draft", "draft_trap_in_text", "other_action", "draft_without_original"])("takes %s, as the agents write it", (name) => {
  const file = readFileSync(path.join(process.cwd(), "..", "tests", "fixtures", "vault", `${name}.md`), "utf8");
  const front = file.split("\n---\n")[0]?.replace(/^---\n/, "") ?? "";
  expect(readLines(front, resolvePlain)).toEqual(parse(Buffer.from(file)).front);
});
