/** @jest-environment node */
import { existsSync } from "node:fs";
import path from "node:path";
import { getActivity, getOutbox, getStatus, listApprovals, search } from "@/lib/data";
import { testPart } from "@/lib/health-test";
import { EVERYTHING } from "@/lib/queue-filter";
import { eventually } from "@/lib/testing/waiting";
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

test("a search finds every word in whatever became of a draft, what waits first", async () => {
  const own = new TemporaryVault();
  own.write("Done/2026-11/EMAIL_DRAFT_1.md", draftFile("EMAIL_DRAFT_1", "Re: Contract with Öztürk", "to_name: Ali\n"));
  own.write("Pending_Approval/Email/EMAIL_DRAFT_2.md", draftFile("EMAIL_DRAFT_2", "Re: CONTRACT", "to_name: Ali\n"));
  own.write("Rejected/EMAIL_DRAFT_3.md", draftFile("EMAIL_DRAFT_3", "Re: Something else"));
  await serving(own);
  await own.index.whole();
  const found = async (query: string): Promise<string[]> => (await search(query)).items.map((hit) => `${hit.place} ${hit.id}`);
  expect(await found("contract ali")).toEqual(["pending EMAIL_DRAFT_2", "done EMAIL_DRAFT_1"]);
  expect(await found("öztürk")).toEqual(["done EMAIL_DRAFT_1"]);
  expect(await found("email_draft_3")).toEqual(["rejected EMAIL_DRAFT_3"]);
  expect([await found(""), await found("contract nowhere")]).toEqual([[], []]);
});

test("an event is counted as one, found by its title and by who is invited, and told by its title", async () => {
  const event = "---\nid: EVENT_DRAFT_1\naction: create_event\ntitle: Kick-off\nstart: 2026-11-23\nend: 2026-11-23\nattendees:\n- zoe@acme.example\n---\n## Draft\n\nAgenda\n";
  const own = new TemporaryVault();
  own.write("Pending_Approval/Calendar/EVENT_DRAFT_1.md", event);
  own.write("Done/2026-11/EVENT_DRAFT_2.md", event.replace("DRAFT_1", "DRAFT_2"));
  await serving(own);
  await own.index.whole();
  expect((await getStatus()).pending_approvals.calendar).toBe(1);
  expect((await listApprovals({ ...EVERYTHING, category: "Calendar" })).items).toMatchObject([{ id: "EVENT_DRAFT_1", title: "Kick-off", to: ["zoe@acme.example"], type: "calendar", batchable: false }]);
  for (const words of ["kick-off", "zoe@"]) expect((await search(words)).items).toMatchObject([{ id: "EVENT_DRAFT_1", subject: "Kick-off", to: ["zoe@acme.example"] }, { id: "EVENT_DRAFT_2", subject: "Kick-off", category: "Calendar" }]);
});

test("a tested part is asked to report, and its answer is the outcome", async () => {
  const own = new TemporaryVault();
  heartbeat(own, { state: "down", detail: "before" });
  await serving(own);
  const asked = path.join(own.state, "asked/local_orchestrator");
  const testing = testPart(own.index, own.state, "local_orchestrator", 5_000);
  await eventually(() => existsSync(asked), "the question");
  heartbeat(own, { state: "ok", detail: "after" });
  expect(await testing).toMatchObject({ state: "ok", detail: "after" });
});

test("a part that stays silent is down", async () => {
  const own = new TemporaryVault();
  heartbeat(own, {});
  await serving(own);
  expect(await testPart(own.index, own.state, "local_orchestrator", 200)).toMatchObject({ state: "down", detail: "It did not answer within 0.2 seconds." });
  await expect(testPart(own.index, own.state, "nobody", 200)).rejects.toMatchObject({ code: "gone" });
});
