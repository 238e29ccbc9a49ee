import "server-only";

/** The owner's password: bcrypt, and so few tries an hour that guessing is hopeless. */
import { createHash } from "node:crypto";
import { compare } from "bcryptjs";

const HOUR_MS = 3600 * 1000;
const TRIES = 10;
const MAX_LENGTH = 200;

export type PasswordAnswer = "right" | "wrong" | "too_many";

/** Evaluates at most ten wrong passwords an hour; then none is looked at until the hour has passed. */
export class PasswordCheck {
  private wrong: { at: number }[] = [];

  constructor(
    private readonly hash: () => string,
    private readonly now: () => number,
  ) {}

  async check(password: string): Promise<PasswordAnswer> {
    const attempt = { at: this.now() };
    this.wrong = this.wrong.filter(({ at }) => attempt.at - at < HOUR_MS);
    if (this.wrong.length >= TRIES) return "too_many";
    this.wrong.push(attempt); // counted before the slow comparison, so that parallel tries cannot pass by
    const right = password.length <= MAX_LENGTH && (await compare(password, this.hash()));
    if (right) this.wrong = this.wrong.filter((other) => other !== attempt);
    return right ? "right" : "wrong";
  }
}

/** Changes with the password, so that no session outlives it. */
export function fingerprint(hash: string): string {
  return createHash("sha256").update(`session:${hash}`).digest("hex").slice(0, 32);
}
