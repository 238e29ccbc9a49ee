import "server-only";

/** The owner's password: bcrypt, and so few tries an hour that guessing is hopeless. */
import { createHash } from "node:crypto";
import { compare } from "bcryptjs";

const HOUR_MS = 3600 * 1000;
const MAX_LENGTH = 200;
const TRIES = 10;
/** Below the tries of all strangers together: whoever knocks from one address leaves some to the owner's new phone. */
const TRIES_OF_AN_ADDRESS = 5;

/** Who tries: a device that logged in before has its own tries, which no stranger can use up. */
export interface Knocker {
  /** Where the request came from, as the nearest proxy tells. */
  address: string;
  /** The device that the owner logged in from before; null for a stranger. */
  device: string | null;
  /** Whether the request carries a session. */
  inside: boolean;
}

export type PasswordAnswer = { state: "right" | "wrong" } | { state: "too_many"; seconds: number };

interface Attempt {
  at: number;
}

/** Evaluates at most ten wrong passwords an hour of all strangers, and ten of each device that the owner knows. */
export class PasswordCheck {
  private readonly wrong = new Map<string, Attempt[]>();

  /** `unlocked` tells when the owner last gave all tries back on the machine itself; in ms, like `now`. */
  constructor(
    private readonly hash: () => string,
    private readonly now: () => number,
    private readonly unlocked: () => number = () => 0,
  ) {}

  async check(password: string, knocker: Knocker): Promise<PasswordAnswer> {
    const attempt = { at: this.now() };
    const buckets = bucketsOf(knocker);
    const wait = this.wait(buckets, attempt.at);
    if (wait > 0) return { state: "too_many", seconds: Math.ceil(wait / 1000) };
    for (const [name] of buckets) this.wrong.set(name, [...(this.wrong.get(name) ?? []), attempt]); // before the slow comparison, so that parallel tries cannot pass by
    const right = password.length <= MAX_LENGTH && (await compare(password, this.hash()));
    if (right) this.forget(attempt, buckets);
    return { state: right ? "right" : "wrong" };
  }

  /** How long until every bucket has room again, in ms. */
  private wait(buckets: Bucket[], now: number): number {
    const since = Math.max(now - HOUR_MS, this.unlocked());
    for (const [name, attempts] of this.wrong) {
      const left = attempts.filter(({ at }) => at > since);
      if (left.length > 0) this.wrong.set(name, left);
      else this.wrong.delete(name);
    }
    return Math.max(...buckets.map(([name, tries]) => (this.wrong.get(name)?.at(-tries)?.at ?? now - HOUR_MS) + HOUR_MS - now));
  }

  private forget(attempt: Attempt, buckets: Bucket[]): void {
    for (const [name] of buckets) this.wrong.set(name, (this.wrong.get(name) ?? []).filter((other) => other !== attempt));
  }
}

type Bucket = [name: string, tries: number];

function bucketsOf({ address, device, inside }: Knocker): Bucket[] {
  if (device) return [[`device ${device}`, TRIES]];
  if (inside) return [["inside", TRIES]];
  return [["strangers", TRIES], [`address ${address}`, TRIES_OF_AN_ADDRESS]];
}

/** Changes with the password, so that no session outlives it. */
export function fingerprint(hash: string): string {
  return createHash("sha256").update(`session:${hash}`).digest("hex").slice(0, 32);
}
