/** @jest-environment node */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Message, Waiting } from "@/lib/push/news";
import { Pusher } from "@/lib/push/pusher";
import { PushStore, type Device } from "@/lib/push/store";
import { isPushService } from "@/lib/push/transport";

const DEVICE: Device = { endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" }, label: "Phone", added_at: "2026-11-21T09:00:00Z", last_success: null, problem: null };
let folder = "";

beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "push-"))));
afterEach(() => rmSync(folder, { recursive: true }));

interface Rig {
  pusher: Pusher;
  store: PushStore;
  sent: [string, string][];
  waiting: Waiting[];
  answer: number | Error;
}

async function rig(): Promise<Rig> {
  const store = new PushStore(path.join(folder, "push/devices.json"), () => ({ publicKey: "public", privateKey: "private" }));
  const own: Rig = { store, sent: [], waiting: [], answer: 201, pusher: null as unknown as Pusher };
  const transport = async (device: Device, message: Message): Promise<number> => {
    if (own.answer instanceof Error) throw own.answer;
    own.sent.push([device.endpoint, message.tag]);
    return own.answer;
  };
  own.pusher = new Pusher({ store, transport, waiting: () => own.waiting, quiet: null, now: () => new Date("2026-11-21T09:30:00Z") });
  await own.pusher.look();
  await store.change((content) => ({ ...content, devices: [DEVICE] }));
  own.waiting = [{ id: "A", category: "Email", to: [], to_name: "Ali", priority: "High" }];
  return own;
}

test("a phone is told once, and not again after a restart", async () => {
  const own = await rig();
  await own.pusher.look();
  await own.pusher.look();
  const again = new PushStore(path.join(folder, "push/devices.json"), () => ({ publicKey: "other", privateKey: "other" }));
  expect(await again.read()).toMatchObject({ told: ["A"], vapid: { publicKey: "public" }, devices: [{ last_success: "2026-11-21T09:30:00.000Z" }] });
  expect(own.sent).toEqual([["https://push.example/1", "A"]]);
});

test("a phone that the service does not know any more is forgotten", async () => {
  const own = await rig();
  own.answer = 410;
  await own.pusher.look();
  expect((await own.store.read()).devices).toEqual([]);
});

test.each([
  [403, "The push service refused (403). Switch notifications off and on again."],
  [429, "The push service asks to wait. Try again in a few minutes."],
  [new Error("no network"), "The push service could not be reached. Is the laptop online?"],
])("a refusal (%s) is kept in words", async (answer, words) => {
  const own = await rig();
  own.answer = answer;
  await own.pusher.look();
  expect((await own.store.read()).devices[0]?.problem).toBe(words);
});

test("the private key is readable by its owner only, and a damaged file is replaced", async () => {
  const own = await rig();
  const file = path.join(folder, "push/devices.json");
  expect(statSync(file).mode & 0o077).toBe(0);
  await own.store.read();
  writeFileSync(file, "{ damaged");
  const store = new PushStore(file, () => ({ publicKey: "new", privateKey: "new" }));
  expect((await store.read()).vapid.publicKey).toBe("new");
  expect(readFileSync(file, "utf8")).toContain('"new"');
});

test.each([
  ["https://fcm.googleapis.com/fcm/send/x", true],
  ["https://updates.push.services.mozilla.com/wpush/v2/x", true],
  ["https://wns2-by3p.notify.windows.com/w/?token=x", true],
  ["https://push.own.example/x", true],
  ["http://fcm.googleapis.com/x", false],
  ["https://169.254.169.254/latest", false],
  ["https://fcm.googleapis.com.evil.example/x", false],
  ["file:///etc/passwd", false],
  ["", false],
])("%s is a push service: %s", (endpoint, is) => expect(isPushService(endpoint, ["push.own.example"])).toBe(is));
