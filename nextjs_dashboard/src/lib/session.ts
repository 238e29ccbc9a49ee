import "server-only";

/** Who is asking. Checked in every page and every handler, not only at the door. */
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cookieName, isOwner } from "@/lib/auth/options";
import { settings } from "@/lib/settings";

export function loginRequired(): boolean {
  return settings().loginRequired;
}

/** Whether the request carries a session of the present password. */
export async function hasSession(): Promise<boolean> {
  const token = (await cookies()).get(cookieName())?.value;
  return !loginRequired() || isOwner(token);
}

/** For pages: sends a stranger to the login, and afterwards back to `path`. */
export async function requireSession(path: string): Promise<void> {
  if (!(await hasSession())) redirect(`/login?next=${encodeURIComponent(path)}`);
}
