/** @jest-environment node */
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventStream } from "@/lib/http/event-stream";
import { draftFile, removeTemporaryVaults, TemporaryVault } from "@/lib/testing/temporary-vault";
import { eventually } from "@/lib/testing/waiting";

afterEach(removeTemporaryVaults);

async function started(...ids: string[]): Promise<TemporaryVault> {
  const own = new TemporaryVault();
  for (const id of ids) own.write(`Pending_Approval/Email/${id}.md`, draftFile(id));
  await own.index.start();
  return own;
}

function ids(own: TemporaryVault): string[] {
  return own.index.below("Pending_Approval").map((entry) => entry.id).sort();
}

test("knows every file once it has started, with the hash of its bytes", async () => {
  const own = await started("EMAIL_DRAFT_1", "EMAIL_DRAFT_2");
  expect(ids(own)).toEqual(["EMAIL_DRAFT_1", "EMAIL_DRAFT_2"]);
  expect(own.index.withId("email_draft_1")[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("notices new, changed, moved and removed files", async () => {
  const own = await started("EMAIL_DRAFT_1");
  own.write("Pending_Approval/Email/EMAIL_DRAFT_2.md", draftFile("EMAIL_DRAFT_2"));
  await eventually(() => ids(own).length === 2, "the new file");
  own.write("Pending_Approval/Email/EMAIL_DRAFT_2.md", draftFile("EMAIL_DRAFT_2", "Re: Another"));
  await eventually(() => own.index.withId("EMAIL_DRAFT_2")[0]?.front.subject === "Re: Another", "the change");
  mkdirSync(path.join(own.vault, "Approved/Email"), { recursive: true });
  renameSync(path.join(own.vault, "Pending_Approval/Email/EMAIL_DRAFT_2.md"), path.join(own.vault, "Approved/Email/EMAIL_DRAFT_2.md"));
  await eventually(() => own.index.withId("EMAIL_DRAFT_2")[0]?.path.startsWith("Approved/"), "the move into a new folder");
  rmSync(path.join(own.vault, "Pending_Approval/Email/EMAIL_DRAFT_1.md"));
  await eventually(() => ids(own).length === 0, "the removal");
});

test("finds on disk what went to Done/ a moment ago: in its day's folder, and right in a month's as in older vaults", async () => {
  const own = new TemporaryVault();
  const places = ["Done/2026-11/EMAIL_DRAFT_1.md", "Done/2026-08/31/EMAIL_DRAFT_2.md", "Done/2026-11/01/EMAIL_DRAFT_3.md"];
  for (const place of places) own.write(place, draftFile(path.basename(place, ".md")));
  for (const place of places) await own.index.search(path.basename(place, ".md"));
  expect(places.map((place) => own.index.withId(path.basename(place, ".md"))[0]?.path)).toEqual(places);
});

test("notices a folder that is renamed with all that is in it", async () => {
  const own = await started("EMAIL_DRAFT_1");
  renameSync(path.join(own.vault, "Pending_Approval/Email"), path.join(own.vault, "Pending_Approval/Plans"));
  await eventually(() => own.index.withId("EMAIL_DRAFT_1")[0]?.path === "Pending_Approval/Plans/EMAIL_DRAFT_1.md" && ids(own).length === 1, "the file at its new place");
});

test("never follows a link, and keeps what it knew of logs that grow", async () => {
  const own = await started();
  symlinkSync("/etc/passwd", path.join(own.vault, "Pending_Approval/leak.md"));
  own.write("Logs/MCP_Actions/2026-11-21.md", "# Actions\n");
  await eventually(() => own.index.below("Logs").length === 1, "the log");
  appendFileSync(path.join(own.vault, "Logs/MCP_Actions/2026-11-21.md"), "| a row |\n");
  await eventually(() => own.index.below("Logs")[0]?.text?.endsWith("| a row |\n"), "the new row");
  expect(own.index.below("Pending_Approval")).toEqual([]);
});

test("takes a malformed file as such, and a mended one as a draft", async () => {
  const own = await started("EMAIL_DRAFT_1");
  own.write("Pending_Approval/Email/EMAIL_DRAFT_1.md", "no front matter");
  await eventually(() => own.index.withId("EMAIL_DRAFT_1")[0]?.problem?.code === "no_front_matter", "the finding");
  own.write("Pending_Approval/Email/EMAIL_DRAFT_1.md", draftFile("EMAIL_DRAFT_1"));
  await eventually(() => own.index.withId("EMAIL_DRAFT_1")[0]?.problem === null, "the mended draft");
});

test("tells a storm of changes in a few words, and ends with all of them known", async () => {
  const own = await started();
  let told = 0;
  own.index.subscribe(() => (told += 1));
  mkdirSync(path.join(own.vault, "Pending_Approval/Email"), { recursive: true });
  for (let number = 0; number < 2_000; number += 1) writeFileSync(path.join(own.vault, `Pending_Approval/Email/EMAIL_DRAFT_${number}.md`), draftFile(`EMAIL_DRAFT_${number}`));
  await eventually(() => ids(own).length === 2_000, "all files");
  await own.index.whole();
  expect(told).toBeLessThan(20);
});

test("makes a derived list once for each change", async () => {
  const own = await started("EMAIL_DRAFT_1");
  let made = 0;
  const count = (): number => own.index.derived("count", () => ((made += 1), own.index.below("Pending_Approval").length));
  expect([count(), count(), made]).toEqual([1, 1, 1]);
  own.write("Pending_Approval/Email/EMAIL_DRAFT_2.md", draftFile("EMAIL_DRAFT_2"));
  await eventually(() => count() === 2, "the new count");
});

test("knows decisions, heartbeats and the outbox without asking the disk again", async () => {
  const own = await started();
  own.writeState("health/git_sync.json", { process: "git_sync", state: "ok", at: new Date().toISOString(), last_success: null, detail: null, remedy: null });
  await eventually(() => own.index.state.health(Date.now())[0]?.state === "ok", "the heartbeat");
  expect(own.index.state.health(Date.now() + 4 * 60_000)[0]?.state).toBe("down");
  own.writeState("outbox.json", { items: [] });
  own.writeState("ledger/broken--0.json", "no entry");
  expect(own.index.state.decision("broken")).toBeNull();
});

test("tells each client, and one that reads slowly only the newest", async () => {
  const own = await started();
  const clients = Array.from({ length: 200 }, () => new AbortController());
  let looks = 0;
  const readers = clients.map((client) => eventStream(own.index, client.signal, () => (looks += 1)).body?.getReader());
  for (let number = 0; number < 10; number += 1) {
    const before = own.index.revision;
    own.write("Pending_Approval/Email/EMAIL_DRAFT_1.md", draftFile("EMAIL_DRAFT_1", `Re: ${number}`));
    await eventually(() => own.index.revision > before, "the revision");
  }
  const lines = async (reader: (typeof readers)[number]): Promise<string> => {
    let text = "";
    while (!text.includes(`{"revision":${own.index.revision}}`)) text += new TextDecoder().decode((await reader?.read())?.value);
    return text;
  };
  for (const text of await Promise.all(readers.map(lines))) {
    expect(text).toContain("event: hello");
    expect(text.match(/event: change/g)?.length).toBeLessThanOrEqual(5);
  }
  expect(looks).toBe(200);
  for (const client of clients) client.abort();
});
