/** @jest-environment node */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { toDetail } from "@/lib/cards";
import { approve, type DecisionParts } from "@/lib/decisions";
import { readSettings } from "@/lib/settings";
import { hashOf } from "@/lib/vault/draft";
import { parse } from "@/lib/vault/parser";
import { VaultIndex } from "@/lib/vault/vault-index";

const PAYMENT = `---
id: ODOO_PAYMENT_1
action: create_payment
beneficiary: Acme GmbH
iban: DE89 3704 0044 0532 0130 00
amount: "120.50"
currency: EUR
method: pain001
risk: []
---
## Draft

Agreed on the phone.
`;
const POST = `---
id: LINKEDIN_POST_1
action: create_post
platform: linkedin
risk: []
---
## Draft

We are hiring!
`;

const roots: { index: VaultIndex; root: string }[] = [];

async function laptop(file: string, content: string, password: boolean | null): Promise<{ parts: DecisionParts; sha256: string; vault: string; state: string }> {
  const root = mkdtempSync(path.join(tmpdir(), "laptop-"));
  const [vault, state] = [path.join(root, "vault"), path.join(root, "state")];
  mkdirSync(path.dirname(path.join(vault, file)), { recursive: true });
  mkdirSync(state);
  writeFileSync(path.join(vault, file), content);
  const index = new VaultIndex(vault, state);
  await index.start();
  roots.push({ index, root });
  const settings = readSettings({ VAULT_PATH: vault, AI_EMPLOYEE_STATE: state });
  return { parts: { index, settings, now: () => 0, checkPassword: async () => password }, sha256: hashOf(readFileSync(path.join(vault, file))), vault, state };
}

afterEach(async () => {
  for (const { index, root } of roots.splice(0)) {
    await index.stop();
    rmSync(root, { recursive: true });
  }
});

test("a payment asks for the password again, though its draft names no risk", async () => {
  const own = await laptop("Pending_Approval/Odoo/ODOO_PAYMENT_1.md", PAYMENT, null);
  const reference = { draft_id: "ODOO_PAYMENT_1", sha256: own.sha256 };
  await expect(approve(own.parts, reference)).rejects.toMatchObject({ status: 403, code: "password_required" });
  expect(existsSync(path.join(own.vault, "Approved/Odoo/ODOO_PAYMENT_1.md"))).toBe(false);
  await approve({ ...own.parts, checkPassword: async () => true }, reference, "right");
  expect(existsSync(path.join(own.vault, "Approved/Odoo/ODOO_PAYMENT_1.md"))).toBe(true);
});

test("the record of an approved payment holds where the money goes, as it was shown", async () => {
  const own = await laptop("Pending_Approval/Odoo/ODOO_PAYMENT_1.md", PAYMENT, true);
  await approve(own.parts, { draft_id: "ODOO_PAYMENT_1", sha256: own.sha256 }, "right");
  const [name = ""] = readdirSync(path.join(own.state, "ledger"));
  const entry = JSON.parse(readFileSync(path.join(own.state, "ledger", name), "utf8")) as { routing: unknown };
  expect(entry.routing).toEqual({
    account: null,
    action: "create_payment",
    amount: "120.50",
    beneficiary: "Acme GmbH",
    bic: null,
    currency: "EUR",
    date: null,
    iban: "DE89 3704 0044 0532 0130 00",
    method: "pain001",
    reference: null,
  });
});

test("a post needs no password and goes out from its own folder only", async () => {
  const own = await laptop("Pending_Approval/LinkedIn/LINKEDIN_POST_1.md", POST, null);
  await approve(own.parts, { draft_id: "LINKEDIN_POST_1", sha256: own.sha256 });
  expect(existsSync(path.join(own.vault, "Approved/LinkedIn/LINKEDIN_POST_1.md"))).toBe(true);
  const wrong = await laptop("Pending_Approval/Social/Facebook/LINKEDIN_POST_1.md", POST, null);
  await expect(approve(wrong.parts, { draft_id: "LINKEDIN_POST_1", sha256: wrong.sha256 })).rejects.toMatchObject({ code: "not_sendable" });
});

test("the card of a payment shows who gets how much, and the mark of money", async () => {
  const own = await laptop("Pending_Approval/Odoo/ODOO_PAYMENT_1.md", PAYMENT, null);
  const [entry] = own.parts.index.withId("ODOO_PAYMENT_1");
  if (!entry) throw new Error("not found");
  const document = parse(Buffer.from(PAYMENT));
  const detail = toDetail(entry, { document, decision: null, execution: null, confirmNewRecipients: false });
  expect(detail).toMatchObject({ to: ["Acme GmbH"], subject: "120.50 EUR", risk: ["money"], needs_password: true, routing: { iban: "DE89 3704 0044 0532 0130 00" } });
});
