import "server-only";

/** Tells the owner's phones of new drafts (Web Push with VAPID, RFC 8030, 8291, 8292). */
import { isQuiet, newsOf, type Message, type Waiting } from "@/lib/push/news";
import { deviceId, type Device, type PushStore } from "@/lib/push/store";
import type { VapidKeys } from "@/lib/push/transport";

/** Hands one message to a push service; answers its HTTP status. */
export type Transport = (device: Device, message: Message, keys: VapidKeys) => Promise<number>;

const GATHER_MS = 2_000; // drafts that come together are told together
const LOOK_EVERY_MS = 60_000; // for the end of quiet hours
const GONE = [404, 410];

export interface PusherParts {
  store: PushStore;
  transport: Transport;
  waiting: () => Waiting[];
  quiet: [number, number] | null;
  now: () => Date;
}

export class Pusher {
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly parts: PusherParts) {}

  /** Looks soon; to be called whenever the vault changed. */
  readonly noticed = (): void => {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.looking = this.looking.then(() => this.look()).catch((error: unknown) => console.error("phones could not be told", error));
    }, GATHER_MS).unref();
  };

  /** Looks at times too; the result ends that. */
  keepLooking(): () => void {
    const timer = setInterval(this.noticed, LOOK_EVERY_MS).unref();
    this.noticed();
    return () => clearInterval(timer);
  }

  /** Tells what is new, once. What is told is on record before it is sent: better unheard than over and over. */
  async look(): Promise<void> {
    const { store, waiting, quiet, now } = this.parts;
    const before = await store.read();
    const news = newsOf(waiting(), before.told, isQuiet(quiet, now()));
    if (JSON.stringify(news.told) !== JSON.stringify(before.told)) await store.change((content) => ({ ...content, told: news.told }));
    for (const message of news.messages) await Promise.all(before.devices.map((device) => this.send(device, message)));
  }

  /** Tells one phone; returns null, or in words why not. A phone that the service does not know any more is forgotten. */
  async send(device: Device, message: Message): Promise<string | null> {
    const { store, transport, now } = this.parts;
    const status = await transport(device, message, (await store.read()).vapid).catch(() => 0);
    const id = deviceId(device.endpoint);
    if (GONE.includes(status)) {
      await store.change((content) => ({ ...content, devices: content.devices.filter((known) => deviceId(known.endpoint) !== id) }));
      return "This device is not known to its push service any more. Switch notifications on again.";
    }
    const problem = status >= 200 && status < 300 ? null : wordsFor(status);
    const outcome = problem === null ? { last_success: now().toISOString(), problem } : { problem };
    await store.change((content) => ({ ...content, devices: content.devices.map((known) => (deviceId(known.endpoint) === id ? { ...known, ...outcome } : known)) }));
    return problem;
  }
}

function wordsFor(status: number): string {
  if (status === 0) return "The push service could not be reached. Is the laptop online?";
  if (status === 429) return "The push service asks to wait. Try again in a few minutes.";
  return `The push service refused (${status}). Switch notifications off and on again.`;
}
