/** Logs in with the owner's password, and says in plain words why not. */

import { startSession, type SessionAnswer } from "@/lib/client/session";

export type LoginResult = { ok: true } | { ok: false; problem: string };

const WRONG = "That is not the password.";
const TOO_MANY = "Too many wrong passwords. Wait an hour, or set a new one on the laptop.";
const NO_ANSWER = "The dashboard does not answer. Check that the laptop is on, then try again.";

export async function signInWithPassword(password: string): Promise<LoginResult> {
  try {
    return loginResult(await startSession(password));
  } catch {
    return { ok: false, problem: NO_ANSWER };
  }
}

export function loginResult(answer: SessionAnswer): LoginResult {
  if (answer.status === 429 || /too.?many/i.test(answer.error ?? "")) return { ok: false, problem: TOO_MANY };
  return answer.ok && !answer.error ? { ok: true } : { ok: false, problem: WRONG };
}
