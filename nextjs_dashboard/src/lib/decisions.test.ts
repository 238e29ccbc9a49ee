/** @jest-environment node */
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, writeFileSync, existsSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { approve, edit, reject, undo, type DecisionParts } from "@/lib/decisions";
import { readSettings } from "@/lib/settings";
import { draftText, hashOf } from "@/lib/vault/draft";
import { moveFile } from "@/lib/vault/files";
import { parse } from "@/lib/vault/parser";
import { payloadHash, payloadOf } from "@/lib/vault/payload";
import { VaultIndex } from "@/lib/vault/vault-index";

const ID = "EMAIL_DRAFT_1";
const PENDING = `Pending_Approval/Email/${ID}.md`;
const APPROVED = `Approved/Email/${ID}.md`;
const NOW = Date.parse("2026-11-21T09:30:00Z");

function draft(risk = "[]"): string {
  return `---\nid: ${ID}\naction: send_email\nstatus: pending_approval\nto:\n- ali@acme.example\nsubject: "Re: contract"\nrisk: ${risk}\n---\n# Reply\n\n## Draft\n\nYes.\n\n> [!quote]- Original\n> Please?\n`;
}

interface Laptop {
  parts: DecisionParts;
  vault: string;
  state: string;
  now: number;
  sha(): string;
}

const laptops: { index: VaultIndex; root: string }[] = [];

async function laptop(content = draft(), password: boolean | null = null): Promise<Laptop> {
  const root = mkdtempSync(path.join(tmpdir(), "laptop-"));
  const [vault, state] = [path.join(root, "vault"), path.join(root, "state")];
  mkdirSync(path.join(vault, "Pending_Approval/Email"), { recursive: true });
  mkdirSync(state);
  writeFileSync(path.join(vault, PENDING), content);
  const index = new VaultIndex(vault, state);
  await index.start();
  laptops.push({ index, root });
  const made: Laptop = {
    vault,
    state,
    now: NOW,
    sha: () => hashOf(readFileSync(path.join(vault, PENDING))),
    parts: { index, settings: readSettings({ VAULT_PATH: vault, AI_EMPLOYEE_STATE: state }), now: () => made.now, checkPassword: async () => password },
  };
  return made;
}

afterEach(async () => {
  for (const { index, root } of laptops.splice(0)) {
    await index.stop();
    rmSync(root, { recursive: true });
  }
});

function ledger(own: Laptop): Record<string, unknown>[] {
  const folder = path.join(own.state, "ledger");
  return readdirSync(folder).map((name) => ({ name, ...(JSON.parse(readFileSync(path.join(folder, name), "utf8")) as object) }));
}

function there(own: Laptop, file: string): boolean {
  return existsSync(path.join(own.vault, file));
}

test("approving records exactly what was shown, then moves the file without changing a byte", async () => {
  const own = await laptop();
  const sha256 = own.sha();
  await approve(own.parts, { draft_id: ID, sha256 });
  const [entry] = ledger(own);
  const moved = readFileSync(path.join(own.vault, APPROVED));
  const payload = payloadOf(parse(moved));
  expect(hashOf(moved)).toBe(sha256);
  expect(entry).toMatchObject({ decision: "approve", id: ID, sha256, how: "dashboard", who: "owner", not_before: "2026-11-21T09:30:03Z", payload_sha256: payload && payloadHash(payload) });
  expect(there(own, PENDING)).toBe(false);
});

test("a draft that changed since it was shown is not approved", async () => {
  const own = await laptop();
  const sha256 = own.sha();
  writeFileSync(path.join(own.vault, PENDING), draft().replace("ali@acme", "thief@evil"));
  await expect(approve(own.parts, { draft_id: ID, sha256 })).rejects.toMatchObject({ status: 409, code: "changed" });
  expect(there(own, APPROVED)).toBe(false);
  expect(ledger(own)).toEqual([]);
});

test("the second tap is told what happened, and changes nothing", async () => {
  const own = await laptop();
  const sha256 = own.sha();
  await approve(own.parts, { draft_id: ID, sha256 });
  await expect(approve(own.parts, { draft_id: ID, sha256 })).rejects.toMatchObject({ status: 409, code: "decided" });
  expect(ledger(own)).toHaveLength(1);
});

test("after a crash between record and move, approving again goes on", async () => {
  const own = await laptop();
  const sha256 = own.sha();
  await approve(own.parts, { draft_id: ID, sha256 });
  writeFileSync(path.join(own.vault, PENDING), readFileSync(path.join(own.vault, APPROVED)));
  rmSync(path.join(own.vault, APPROVED));
  own.parts.index.read(PENDING);
  own.parts.index.read(APPROVED);
  await approve(own.parts, { draft_id: ID, sha256 });
  expect(there(own, APPROVED)).toBe(true);
  expect(ledger(own)).toHaveLength(1);
});

test.each([
  [null, "password_required"],
  [false, "wrong_password"],
])("a first-time recipient needs the right password (given: %s)", async (password, code) => {
  const own = await laptop(draft("[new_recipient]"), password);
  await expect(approve(own.parts, { draft_id: ID, sha256: own.sha() }, "x")).rejects.toMatchObject({ status: 403, code });
  expect(there(own, PENDING)).toBe(true);
});

test("with the right password a first-time recipient is approved", async () => {
  const own = await laptop(draft("[new_recipient]"), true);
  await approve(own.parts, { draft_id: ID, sha256: own.sha() }, "x");
  expect(there(own, APPROVED)).toBe(true);
});

test("a draft without a recipient cannot be approved", async () => {
  const own = await laptop(draft().replace("to:\n- ali@acme.example\n", "to: []\n"));
  await expect(approve(own.parts, { draft_id: ID, sha256: own.sha() })).rejects.toMatchObject({ code: "not_sendable" });
});

test("a vault that was moved away takes no decision, and its drafts are there again once it is back", async () => {
  const own = await laptop();
  const sha256 = own.sha();
  const elsewhere = `${own.vault}-elsewhere`;
  renameSync(own.vault, elsewhere);
  await expect(approve(own.parts, { draft_id: ID, sha256 })).rejects.toMatchObject({ status: 503, code: "vault_missing" });
  await expect(reject(own.parts, { draft_id: ID, sha256 }, null)).rejects.toMatchObject({ status: 503 });
  await expect(moveFile(path.join(own.vault, PENDING), path.join(own.vault, APPROVED))).rejects.toMatchObject({ code: "ENOENT" });
  expect(own.parts.index.read(PENDING)).toBeNull();
  expect([existsSync(own.vault), ledger(own)]).toEqual([false, []]);
  renameSync(elsewhere, own.vault);
  expect(own.parts.index.below("Pending_Approval").map((entry) => entry.id)).toEqual([ID]);
  await approve(own.parts, { draft_id: ID, sha256 });
  expect(there(own, APPROVED)).toBe(true);
});

test("a link in the place of a draft is not followed", async () => {
  const own = await laptop();
  const secret = path.join(own.vault, "secret.md");
  writeFileSync(secret, draft());
  rmSync(path.join(own.vault, PENDING));
  symlinkSync(secret, path.join(own.vault, PENDING));
  await expect(approve(own.parts, { draft_id: ID, sha256: hashOf(readFileSync(secret)) })).rejects.toThrow();
  expect(there(own, APPROVED)).toBe(false);
});

test("refusing keeps the draft with its reason and sends nothing", async () => {
  const own = await laptop();
  await reject(own.parts, { draft_id: ID, sha256: own.sha() }, "Tone");
  const { front } = parse(readFileSync(path.join(own.vault, `Rejected/${ID}.md`)));
  expect(front).toMatchObject({ status: "rejected", reject_reason: "Tone", decided_at: "2026-11-21T09:30:00Z" });
  expect(ledger(own)).toMatchObject([{ decision: "reject", reason: "Tone", payload_sha256: null }]);
});

test("an edit changes the text and nothing else of the file", async () => {
  const own = await laptop();
  await edit(own.parts, { draft_id: ID, sha256: own.sha() }, "No.\n> [!quote]- Original\nreally");
  const { front, body } = parse(readFileSync(path.join(own.vault, PENDING)));
  expect(draftText(body)).toBe("No.\n > [!quote]- Original\nreally");
  expect(body.endsWith("> [!quote]- Original\n> Please?\n")).toBe(true);
  expect(front).toMatchObject({ to: ["ali@acme.example"], subject: "Re: contract", edited: true });
});

test("an edit of a draft that changed meanwhile is refused, and both texts live", async () => {
  const own = await laptop();
  const sha256 = own.sha();
  writeFileSync(path.join(own.vault, PENDING), draft().replace("Yes.", "Maybe."));
  await expect(edit(own.parts, { draft_id: ID, sha256 }, "No.")).rejects.toMatchObject({ code: "changed" });
  expect(readFileSync(path.join(own.vault, PENDING), "utf8")).toContain("Maybe.");
});

test("an approval is taken back for as long as the agent has not taken it", async () => {
  const own = await laptop();
  const sha256 = own.sha();
  await approve(own.parts, { draft_id: ID, sha256 });
  own.now += 2000;
  await undo(own.parts, { draft_id: ID, sha256 });
  expect(there(own, PENDING)).toBe(true);
  expect(ledger(own).every((entry) => String(entry.name).includes(".undone-"))).toBe(true);
  await approve(own.parts, { draft_id: ID, sha256 });
  own.now += 3_600_000;
  await undo(own.parts, { draft_id: ID, sha256 });
  expect(there(own, PENDING)).toBe(true);
});

test("what the agent has taken is not taken back", async () => {
  const own = await laptop();
  const sha256 = own.sha();
  await approve(own.parts, { draft_id: ID, sha256 });
  writeFileSync(path.join(own.state, "ledger", `${ID.toLowerCase()}--${sha256.slice(0, 16)}.hold`), "agent");
  await expect(undo(own.parts, { draft_id: ID, sha256 })).rejects.toMatchObject({ code: "too_late" });
  expect(there(own, APPROVED)).toBe(true);
  expect(own.parts.index.state.decision(ID)?.decision).toBe("approve");
});

test("the agent's own text is kept beside the owner's, until they are the same again", async () => {
  const own = await laptop();
  const front = (): Record<string, unknown> => parse(readFileSync(path.join(own.vault, PENDING))).front;
  await edit(own.parts, { draft_id: ID, sha256: own.sha() }, "No.");
  await edit(own.parts, { draft_id: ID, sha256: own.sha() }, "No, sorry.");
  expect(front()).toMatchObject({ edited: true, drafted_text: "Yes." });
  await edit(own.parts, { draft_id: ID, sha256: own.sha() }, "Yes.");
  expect(front()).toMatchObject({ edited: false, drafted_text: null });
});
