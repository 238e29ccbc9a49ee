/** @jest-environment node */
import { getApproval } from "@/lib/data";
import { draftFile, removeTemporaryVaults, TemporaryVault } from "@/lib/testing/temporary-vault";
import { eventually } from "@/lib/testing/waiting";
import { ledgerName } from "@/lib/vault/state-folder";
import type { VaultIndex } from "@/lib/vault/vault-index";

const server = globalThis as typeof globalThis & { vaultIndex?: Promise<VaultIndex> };
jest.mock("next/server", () => ({ connection: () => Promise.resolve() }));

afterEach(removeTemporaryVaults);

const ID = "EMAIL_DRAFT_1";
const LATER = "2999-01-01T00:00:00Z";

async function waiting(): Promise<{ own: TemporaryVault; sha256: string }> {
  const own = new TemporaryVault();
  own.write(`Pending_Approval/Email/${ID}.md`, draftFile(ID));
  await own.index.start();
  server.vaultIndex = Promise.resolve(own.index);
  return { own, sha256: (await getApproval(ID))?.sha256 ?? "" };
}

function code(own: TemporaryVault, sha256: string, changes: object = {}): void {
  own.writeState(`whatsapp/codes/${ledgerName(ID, sha256)}`, { version: 1, id: ID, sha256, code: "482913", expires_at: LATER, ...changes });
}

test("a live code stands in the detail of its draft, and an open page learns of it", async () => {
  const { own, sha256 } = await waiting();
  const before = own.index.revision;
  code(own, sha256);
  expect((await getApproval(ID))?.whatsapp_code).toEqual({ code: "482913", expires_at: LATER });
  await eventually(() => own.index.revision > before, "the change is told");
});

test.each([
  ["it has expired", { expires_at: "2020-01-01T00:00:00Z" }],
  ["it is for other bytes", { sha256: "0".repeat(64) }],
  ["it is for another draft", { id: "EMAIL_DRAFT_2" }],
  ["it is no code", { code: "<b>" }],
])("there is no code where %s", async (_words, changes) => {
  const { own, sha256 } = await waiting();
  code(own, sha256, changes);
  expect((await getApproval(ID))?.whatsapp_code).toBeNull();
});

test("a decided draft shows none", async () => {
  const { own, sha256 } = await waiting();
  code(own, sha256);
  own.write(`Rejected/${ID}.md`, draftFile(ID));
  const fs = await import("node:fs/promises");
  await fs.rm(`${own.vault}/Pending_Approval/Email/${ID}.md`);
  await eventually(() => own.index.withId(ID).every((entry) => entry.path.startsWith("Rejected/")), "the refusal is seen");
  expect((await getApproval(ID))?.whatsapp_code).toBeNull();
});
