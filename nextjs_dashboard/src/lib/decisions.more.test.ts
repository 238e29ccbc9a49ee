/** @jest-environment node */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { approveBatch } from "@/lib/batch";
import { snooze, type DecisionParts } from "@/lib/decisions";
import { isAsleep } from "@/lib/queue";
import { redraft } from "@/lib/redraft";
import { readSettings } from "@/lib/settings";
import { draftFile, removeTemporaryVaults, TemporaryVault } from "@/lib/testing/temporary-vault";
import { parse } from "@/lib/vault/parser";

const NOW = Date.parse("2026-11-21T09:30:00Z");

afterEach(removeTemporaryVaults);

interface Own extends TemporaryVault {
  parts: DecisionParts;
}

async function laptop(drafts: Record<string, string>, env: Record<string, string> = {}): Promise<Own> {
  const own = new TemporaryVault();
  for (const [id, more] of Object.entries(drafts)) own.write(`Pending_Approval/Email/${id}.md`, draftFile(id, "Re: Contract", more));
  await own.index.start();
  const settings = readSettings({ VAULT_PATH: own.vault, AI_EMPLOYEE_STATE: own.state, ...env });
  return Object.assign(own, { parts: { index: own.index, settings, now: () => NOW, checkPassword: async () => null } });
}

function reference(own: Own, id: string): { draft_id: string; sha256: string; type: "email"; category: "Email" } {
  return { draft_id: id, sha256: own.index.withId(id)[0]?.sha256 ?? "", type: "email", category: "Email" };
}

const there = (own: Own, file: string): boolean => existsSync(path.join(own.vault, file));

test("a snoozed draft sleeps until its time, and is woken before it on demand", async () => {
  const own = await laptop({ ONE: "" });
  await snooze(own.parts, reference(own, "ONE"), "2026-11-21T10:30:00.000Z");
  const [entry] = own.index.snoozed();
  expect(entry?.front.snoozed_until).toBe("2026-11-21T10:30:00Z");
  expect([NOW, NOW + 3_600_000].map((now) => entry && isAsleep(entry, now))).toEqual([true, false]);
  await snooze(own.parts, reference(own, "ONE"), null);
  expect(own.index.snoozed()).toEqual([]);
});

test.each(["2026-11-21T09:29:59Z", "2028-01-01T00:00:00Z"])("nothing is snoozed until %s", async (until) => {
  const own = await laptop({ ONE: "" });
  await expect(snooze(own.parts, reference(own, "ONE"), until)).rejects.toMatchObject({ code: "bad_request" });
});

test("a batch approves what was shown, and holds up none for one that changed meanwhile", async () => {
  const own = await laptop({ ONE: "", TWO: "", THREE: "" });
  const items = [reference(own, "ONE"), { ...reference(own, "TWO"), sha256: "0".repeat(64) }, reference(own, "THREE"), reference(own, "FOUR")];
  const results = await approveBatch(own.parts, items);
  expect(results.map(({ approved, code }) => [approved, code])).toEqual([[true, null], [false, "changed"], [true, null], [false, "gone"]]);
  expect(["ONE", "TWO", "THREE"].map((id) => there(own, `Approved/Email/${id}.md`))).toEqual([true, false, true]);
  expect(readdirSync(path.join(own.state, "ledger"))).toHaveLength(2);
});

test.each(["money", "new_recipient", "changed_recipient", "suspicious"])("a batch never approves a draft marked %s, even where no password is asked", async (flag) => {
  const own = await laptop({ ONE: `risk: [${flag}]\n` }, { NEXT_AUTH_ENABLED: "false", CONFIRM_NEW_RECIPIENTS: "false" });
  expect(await approveBatch(own.parts, [reference(own, "ONE")])).toMatchObject([{ approved: false, code: "one_by_one" }]);
  expect(there(own, "Pending_Approval/Email/ONE.md")).toBe(true);
});

test("asking for another version leaves a request for the drafter, and refuses this one with the remark", async () => {
  const own = await laptop({ ONE: "original_id: EMAIL_1\npriority: High\n" });
  await redraft(own.parts, reference(own, "ONE"), "Too long: two lines");
  const [name = ""] = readdirSync(path.join(own.vault, "Needs_Action"));
  expect(name).toMatch(/^REDRAFT_[0-9a-f]{20}\.md$/);
  const { front } = parse(readFileSync(path.join(own.vault, "Needs_Action", name)));
  expect(front).toMatchObject({ id: name.replace(".md", ""), type: "redraft", status: "triaged", lane: "reply", draft_id: "ONE", original_id: "EMAIL_1", remark: "Too long: two lines" });
  expect(parse(readFileSync(path.join(own.vault, "Rejected/ONE.md"))).front).toMatchObject({ status: "rejected", reject_reason: "Too long: two lines" });
});

test("what answers no mail cannot be drafted again, and stays where it is", async () => {
  const own = await laptop({ ONE: "" });
  await expect(redraft(own.parts, reference(own, "ONE"), null)).rejects.toMatchObject({ code: "no_redraft" });
  expect(there(own, "Pending_Approval/Email/ONE.md")).toBe(true);
  expect(readdirSync(path.join(own.vault, "Needs_Action"))).toEqual([]);
});
