/** Logs in with the owner's password, and says in plain words why not. */

import { secondsIn, TOO_MANY_TRIES, tooManyText } from "@/lib/auth/too-many";
import { startSession, type SessionAnswer } from "@/lib/client/session";

export type LoginResult = { ok: true } | { ok: false; problem: string };

const WRONG = "That is not the password.";
const NO_ANSWER = "The dashboard does not answer. Check that the laptop is on, then try again.";

export async function signInWithPassword(password: string): Promise<LoginResult> {
  try {
    return loginResult(await startSession(password));
  } catch {
    return { ok: false, problem: NO_ANSWER };
  }
}

export function loginResult(answer: SessionAnswer): LoginResult {
  const error = answer.error ?? "";
  if (answer.status === 429 || error.startsWith(TOO_MANY_TRIES)) return { ok: false, problem: tooManyText(secondsIn(error)) };
  return answer.ok && !answer.error ? { ok: true } : { ok: false, problem: WRONG };
}
