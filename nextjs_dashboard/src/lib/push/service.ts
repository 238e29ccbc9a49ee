import "server-only";

/** The server's one pusher, and what the settings page does with it. */
import path from "node:path";
import webPush from "web-push";
import { toCard } from "@/lib/cards";
import { Refusal } from "@/lib/http/refusal";
import type { Waiting } from "@/lib/push/news";
import { Pusher } from "@/lib/push/pusher";
import { deviceId, PushStore, type Device } from "@/lib/push/store";
import { isPushService, webPushTransport } from "@/lib/push/transport";
import { awake } from "@/lib/queue";
import { settings } from "@/lib/settings";
import type { Entry } from "@/lib/vault/entry";
import { asText } from "@/lib/vault/parser";
import { vaultIndex, type VaultIndex } from "@/lib/vault/vault-index";
import type { PushDevice, PushStatus } from "@/lib/types";

const MOST_DEVICES = 20;

interface Push {
  store: PushStore;
  pusher: Pusher;
}

const shared = globalThis as typeof globalThis & { push?: Promise<Push> };

function push(): Promise<Push> {
  shared.push ??= vaultIndex().then(makePush);
  return shared.push;
}

function makePush(index: VaultIndex): Push {
  const { state, url, quietHours } = settings();
  const store = new PushStore(path.join(state, "push", "devices.json"), () => webPush.generateVAPIDKeys());
  const waiting = (): Waiting[] => awake(index, Date.now()).map(waitingOf);
  return { store, pusher: new Pusher({ store, transport: webPushTransport(url), waiting, quiet: quietHours, now: () => new Date() }) };
}

/** Of ten thousand that wait only the few that are new are told: whom they go to is looked up then. */
function waitingOf(entry: Entry): Waiting {
  const { id, category, front } = entry;
  return { id, category: category ?? "Email", to_name: asText(front.to_name) || null, priority: asText(front.priority), get to() { return toCard(entry).to; } };
}

/** To be called once, as the server starts. */
export async function startPushing(): Promise<void> {
  const [index, { pusher }] = await Promise.all([vaultIndex(), push()]);
  index.subscribe(pusher.noticed, pusher.keepLooking());
}

export async function pushStatus(): Promise<PushStatus> {
  const { vapid, devices } = await (await push()).store.read();
  return { public_key: vapid.publicKey, devices: devices.map(shown) };
}

function shown({ endpoint, label, added_at, last_success, problem }: Device): PushDevice {
  return { id: deviceId(endpoint), label, added_at, last_success, problem };
}

export async function addDevice(device: Pick<Device, "endpoint" | "keys" | "label">): Promise<PushDevice> {
  if (!isPushService(device.endpoint, settings().pushServices)) throw new Refusal(400, "bad_request", "This is no push service that the dashboard knows. Add it to PUSH_SERVICES.");
  const added: Device = { ...device, added_at: new Date().toISOString(), last_success: null, problem: null };
  const { store } = await push();
  await store.change((content) => ({ ...content, devices: [...content.devices.filter((known) => known.endpoint !== device.endpoint), added].slice(-MOST_DEVICES) }));
  return shown(added);
}

export async function forgetDevice(id: string): Promise<void> {
  const { store } = await push();
  await store.change((content) => ({ ...content, devices: content.devices.filter((known) => deviceId(known.endpoint) !== id) }));
}

/** Sends a message that means nothing, so that the owner sees whether it arrives. */
export async function testDevice(id: string): Promise<void> {
  const { store, pusher } = await push();
  const device = (await store.read()).devices.find((known) => deviceId(known.endpoint) === id);
  if (!device) throw new Refusal(404, "gone", "This device is not on the list any more.");
  const problem = await pusher.send(device, { title: "It works", body: "This is how a new draft is told.", tag: "test", url: "/settings", urgent: false });
  if (problem) throw new Refusal(502, "push_failed", problem);
}
