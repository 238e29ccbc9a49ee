import "server-only";

/**
 * NextAuth behind the same doors as every other handler: known host, own origin, small body. Only what the pages use of
 * it is reachable, and of a form only the fields that are known.
 */
import { cookies } from "next/headers";
import { NextRequest } from "next/server";
import { authOptions } from "@/lib/auth/options";
import { isOfType, readText } from "@/lib/http/body";
import { answering } from "@/lib/http/guard";
import { checkHost, checkOrigin } from "@/lib/http/host";
import { Refusal } from "@/lib/http/refusal";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

type AuthHandler = (request: NextRequest, context: Context) => Promise<Response>;

const DOORS: Record<string, readonly string[]> = {
  GET: ["csrf", "providers", "session"],
  POST: ["callback/credentials", "signout"],
};
const FIELDS = ["csrfToken", "password", "callbackUrl", "json"];

export function guardedAuth(handler: AuthHandler): AuthHandler {
  return (request, context) =>
    answering(async () => {
      checkHost(request.headers);
      if (request.method === "POST") checkOrigin(request.headers);
      const { nextauth } = await context.params;
      if (!DOORS[request.method]?.includes(nextauth.join("/"))) throw new Refusal(404, "gone", "There is no such door.");
      const known = await onlyKnown(request);
      await forgetForeignAddress();
      return handler(known, context);
    });
}

/** The request with nothing in it but what a form of the pages holds. */
async function onlyKnown(request: NextRequest): Promise<NextRequest> {
  const { method, headers } = request;
  const address = new URL(request.nextUrl.pathname, request.url);
  if (method !== "POST") return new NextRequest(address, { method, headers });
  if (!isOfType(request, "application/x-www-form-urlencoded")) throw new Refusal(400, "bad_request", "The request is not understood.");
  const given = new URLSearchParams(await readText(request));
  const form = new URLSearchParams(FIELDS.filter((name) => given.has(name)).map((name) => [name, given.get(name) ?? ""]));
  return new NextRequest(address, { method, headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: form.toString() });
}

/** Cookies know no ports: another program of this machine may have set ours, and NextAuth fails on what is no address. */
async function forgetForeignAddress(): Promise<void> {
  const name = authOptions().cookies?.callbackUrl?.name ?? "";
  const jar = await cookies();
  const known = jar.get(name)?.value;
  if (known !== undefined && !/^https?:\/\//.test(known)) jar.delete(name);
}
