/** @jest-environment node */
import { getActivity, getOutbox, getStatus, listApprovals } from "@/lib/data";
import { EVERYTHING } from "@/lib/queue-filter";
import { draftFile, removeTemporaryVaults, TemporaryVault } from "@/lib/testing/temporary-vault";
import type { VaultIndex } from "@/lib/vault/vault-index";

const server = globalThis as typeof globalThis & { vaultIndex?: Promise<VaultIndex> };

/** Outside of a request there is nothing to wait for. */
jest.mock("next/server", () => ({ connection: () => Promise.resolve() }));

afterEach(removeTemporaryVaults);

async function serving(own: TemporaryVault): Promise<void> {
  await own.index.start();
  server.vaultIndex = Promise.resolve(own.index);
}

function heartbeat(own: TemporaryVault, fields: object): void {
  own.writeState("health/local_orchestrator.json", { process: "local_orchestrator", state: "ok", at: new Date().toISOString(), last_success: null, detail: null, remedy: null, ...fields });
}

/** Higher than any process number. */
const NOBODY = 4_194_400;

test.each([
  ["unknown before it ever ran", null, "unknown"],
  ["online while its process lives", { pid: process.pid }, "online"],
  ["offline as soon as its process has ended", { pid: NOBODY }, "offline"],
  ["offline when it fell silent", { at: "2026-01-01T00:00:00Z" }, "offline"],
])("the agent is %s", async (_words, beat, state) => {
  const own = new TemporaryVault();
  if (beat) heartbeat(own, beat);
  await serving(own);
  expect((await getStatus()).agent.state).toBe(state);
});

test("urgent drafts are counted, come first, and can be had alone", async () => {
  const own = new TemporaryVault();
  own.write("Pending_Approval/Email/EMAIL_DRAFT_1.md", draftFile("EMAIL_DRAFT_1", "Re: Later", "priority: Low\n"));
  own.write("Pending_Approval/Email/EMAIL_DRAFT_2.md", draftFile("EMAIL_DRAFT_2", "Re: Now", "priority: High\n"));
  await serving(own);
  expect((await getStatus()).urgent).toBe(1);
  expect((await listApprovals()).items.map((card) => card.id)).toEqual(["EMAIL_DRAFT_2", "EMAIL_DRAFT_1"]);
  expect((await listApprovals({ ...EVERYTHING, view: "urgent" })).items.map((card) => card.id)).toEqual(["EMAIL_DRAFT_2"]);
});

test("what happened is told with the subject of its draft", async () => {
  const own = new TemporaryVault();
  own.write("Done/2026-11/EMAIL_DRAFT_1.md", draftFile("EMAIL_DRAFT_1", "Re: Contract"));
  own.write("Logs/Human_Approvals/2026-11-21.md", "# Decisions\n\n| time | id | decision | outcome | how | who | sha256 |\n|---|---|---|---|---|---|---|\n| 2026-11-21T09:30:00Z | EMAIL_DRAFT_1 | approve | approve | dashboard | owner | 0123 |\n| 2026-11-21T09:31:00Z | EMAIL_DRAFT_9 | reject | reject | obsidian | owner | 0123 |\n");
  await serving(own);
  await own.index.whole();
  expect((await getActivity()).items).toMatchObject([
    { description: "You refused a draft by moving the file", subject: null },
    { description: "You approved a draft", subject: "Re: Contract" },
  ]);
});

test("an approval that no agent has taken stands in the outbox, with what is needed to take it back", async () => {
  const own = new TemporaryVault();
  const times = { when: "2026-11-21T09:30:00Z", not_before: "2026-11-21T09:30:03Z", expires_at: "2026-11-28T09:30:00Z" };
  own.write("Approved/Email/EMAIL_DRAFT_1.md", draftFile("EMAIL_DRAFT_1", "Re: Contract"));
  const sha256 = "0".repeat(64);
  own.writeState(`ledger/email_draft_1--${"0".repeat(16)}.json`, { version: 1, decision: "approve", id: "EMAIL_DRAFT_1", path: "", sha256, payload_sha256: null, routing: null, who: "owner", how: "dashboard", reason: null, ...times });
  await serving(own);
  expect((await getOutbox()).items).toMatchObject([{ id: "EMAIL_DRAFT_1", state: "approved", subject: "Re: Contract", sha256, not_before: times.not_before }]);
});
