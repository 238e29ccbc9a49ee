/** @jest-environment node */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { draftText } from "@/lib/vault/draft";
import { MalformedFile, parse } from "@/lib/vault/parser";
import { payloadHash, payloadOf } from "@/lib/vault/payload";
import { serialize } from "@/lib/vault/serializer";

const FOLDER = path.join(process.cwd(), "..", "tests", "fixtures", "vault");
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".md")).map((name) => name.slice(0, -3));

function read(name: string): unknown {
  try {
    const document = parse(readFileSync(path.join(FOLDER, `${name}.md`)));
    const payload = payloadOf(document);
    return { ok: true, front_matter: document.front, draft_text: draftText(document.body), payload_sha256: payload ? payloadHash(payload) : null };
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return { ok: false, code: error.code };
  }
}

test("there are golden files", () => expect(names.length).toBeGreaterThanOrEqual(60));

test.each(names)("%s is read as Python reads it", (name) => {
  const expected: unknown = JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), "utf8"));
  expect(read(name)).toEqual(expected);
});

test.each(names)("%s is written so that it is read back the same", (name) => {
  const read_ = read(name) as { ok: boolean };
  if (!read_.ok) return;
  const document = parse(readFileSync(path.join(FOLDER, `${name}.md`)));
  expect(parse(serialize(document))).toEqual(document);
});
