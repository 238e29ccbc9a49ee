import "server-only";

/** Who is asking. Checked in every page and every handler, not only at the door. */
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { decode } from "next-auth/jwt";
import { cookieName } from "@/lib/auth/options";
import { fingerprint } from "@/lib/auth/passwords";
import { settings } from "@/lib/settings";

export function loginRequired(): boolean {
  return settings().loginRequired;
}

/** Whether the request carries a session of the present password. */
export async function hasSession(): Promise<boolean> {
  const token = (await cookies()).get(cookieName())?.value;
  if (!loginRequired()) return true;
  if (!token) return false;
  try {
    const claims = await decode({ token, secret: settings().secret });
    return claims?.sub === "owner" && claims.fingerprint === fingerprint(settings().passwordHash);
  } catch {
    return false;
  }
}

/** For pages: sends a stranger to the login, and afterwards back to `path`. */
export async function requireSession(path: string): Promise<void> {
  if (!(await hasSession())) redirect(`/login?next=${encodeURIComponent(path)}`);
}
