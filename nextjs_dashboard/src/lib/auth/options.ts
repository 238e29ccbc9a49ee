import "server-only";

import { statSync } from "node:fs";
import path from "node:path";
import type { AuthOptions } from "next-auth";
import { decode, type JWT } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import { knocker, rememberDevice } from "@/lib/auth/devices";
import { KnownSessions } from "@/lib/auth/known-sessions";
import { fingerprint, PasswordCheck } from "@/lib/auth/passwords";
import { tooManyError } from "@/lib/auth/too-many";
import { settings } from "@/lib/settings";

const WEEK_SECONDS = 7 * 24 * 3600;

const shared = globalThis as typeof globalThis & { passwordCheck?: PasswordCheck };

/** One for the whole server: the tries are counted over all doors. */
export function passwordCheck(): PasswordCheck {
  shared.passwordCheck ??= new PasswordCheck(() => settings().passwordHash, () => Date.now(), unlockedAt);
  return shared.passwordCheck;
}

/** When `local-agent unlock-login` last ran on this machine; in ms, 0 for never. */
function unlockedAt(): number {
  return statSync(/*turbopackIgnore: true*/ path.join(settings().state, "login", "unlocked"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Plain http is fine on the machine itself only; everywhere else cookies are secure. */
function isSecure(): boolean {
  return settings().url.startsWith("https:");
}

export function cookieName(): string {
  return isSecure() ? "__Host-session" : "session";
}

/** What a session of the present password says; null for every other token, also one that time or a new password ended. */
export async function ownerClaims(token: string | undefined): Promise<JWT | null> {
  if (!token) return null;
  try {
    const claims = await decode({ token, secret: settings().secret });
    return claims?.sub === "owner" && claims.fingerprint === fingerprint(settings().passwordHash) ? claims : null;
  } catch {
    return null;
  }
}

const known = new KnownSessions(() => Date.now());

/** Whether a token is a session of the present password. */
export async function isOwner(token: string | undefined): Promise<boolean> {
  if (!token) return false;
  if (known.has(token, fingerprint(settings().passwordHash))) return true;
  const claims = await ownerClaims(token);
  if (claims && typeof claims.exp === "number" && typeof claims.fingerprint === "string") known.remember(token, { exp: claims.exp, fingerprint: claims.fingerprint });
  return claims !== null;
}

export function authOptions(): AuthOptions {
  const secure = isSecure();
  const options = { httpOnly: true, sameSite: "strict" as const, path: "/", secure };
  return {
    secret: settings().secret,
    session: { strategy: "jwt", maxAge: WEEK_SECONDS },
    jwt: { decode: ({ token }) => ownerClaims(token) },
    pages: { signIn: "/login", error: "/login" },
    useSecureCookies: secure,
    cookies: {
      sessionToken: { name: cookieName(), options },
      csrfToken: { name: secure ? "__Host-csrf" : "csrf", options },
      callbackUrl: { name: secure ? "__Secure-callback" : "callback", options },
    },
    providers: [
      CredentialsProvider({
        credentials: { password: { label: "Password", type: "password" } },
        authorize: async (given) => {
          const answer = await passwordCheck().check(given?.password ?? "", await knocker(false));
          if (answer.state === "too_many") throw new Error(tooManyError(answer.seconds));
          if (answer.state === "wrong") return null;
          await rememberDevice();
          return { id: "owner", name: "Owner" };
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { ...token, fingerprint: fingerprint(settings().passwordHash) } : token),
      redirect: ({ url, baseUrl }) => (url.startsWith("/") && !url.startsWith("//") ? `${baseUrl}${url}` : baseUrl),
    },
  };
}
