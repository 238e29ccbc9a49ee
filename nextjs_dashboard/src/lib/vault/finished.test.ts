/** @jest-environment node */
import type { Entry } from "@/lib/vault/entry";
import { kept, mayHold } from "@/lib/vault/finished";

const READ: Entry = {
  path: "Done/2026-11/EMAIL_DRAFT_1.md",
  id: "EMAIL_DRAFT_1",
  category: "Email",
  rank: "1 2026-11-21T09:00:00Z EMAIL_DRAFT_1",
  sha256: "0a".repeat(32),
  front: { action: "send_email", status: "sent", subject: 'The “Öztürk” file: 5" → 6"', to: ["ali@acme.example", "bo@acme.example"], why: "asks for a quote", drafted_text: "long" },
  preview: "Grüße 👋",
  problem: null,
  changedAt: "2026-11-21T09:00:00.125Z",
  text: null,
  plan: null,
  note: null,
};

test("a finished file keeps what lists show, letter by letter, and nothing else", () => {
  const { path, id, category, sha256, preview, problem, changedAt, front } = kept(READ);
  expect({ path, id, category, sha256, preview, problem, changedAt }).toEqual({ path: READ.path, id: READ.id, category: READ.category, sha256: READ.sha256, preview: READ.preview, problem: null, changedAt: READ.changedAt });
  expect(front).toMatchObject({ action: "send_email", status: "sent", subject: READ.front.subject, to: READ.front.to });
  expect([front.why, front.drafted_text]).toEqual([undefined, undefined]);
});

test("a finished file that cannot be read keeps what is wrong with it", () => {
  const problem = { code: "no_front_matter" as const, line: 1 };
  expect(kept({ ...READ, front: {}, problem }).problem).toEqual(problem);
});

test.each([
  ["öztürk", true],
  ['5"', true],
  ["👋", true],
  ["email_draft_1", true],
  ["acme", true],
  ["quote", false],
])("the quick look for %s says %s", (word, found) => {
  expect(mayHold(kept(READ), [word])).toBe(found);
  expect(mayHold(kept({ ...READ, path: "Rejected/EMAIL_DRAFT_1.md" }), [word])).toBe(true);
});
