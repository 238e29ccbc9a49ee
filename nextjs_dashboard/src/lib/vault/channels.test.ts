/** @jest-environment node */
import { readFileSync } from "node:fs";
import path from "node:path";
import { isMoney, refusalOf } from "@/lib/vault/channels";
import type { FrontMatter } from "@/lib/vault/parser";
import { payloadOf, type Payload } from "@/lib/vault/payload";

interface Case {
  name: string;
  path: string;
  front: FrontMatter;
  text: string;
  refusal: string | null;
}

const FILE = path.join(process.cwd(), "..", "tests", "fixtures", "refusals.json");
const cases = JSON.parse(readFileSync(FILE, "utf8")) as Case[];

function read(given: Case): Payload | null {
  return payloadOf({ front: given.front, body: `## Draft\n\n${given.text}\n` });
}

test.each(cases.map((given) => [given.name, given] as const))("%s is judged as Python judges it", (_name, given) => {
  expect(refusalOf(given.path, read(given))).toBe(given.refusal);
});

test("invoices and payments are money, contacts and posts are not", () => {
  const money = cases.filter((given) => given.refusal === null && isMoney(read(given))).map((given) => given.front.action);
  expect(new Set(money)).toEqual(new Set(["create_invoice", "create_payment"]));
});
