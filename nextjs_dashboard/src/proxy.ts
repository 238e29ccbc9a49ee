/** The door of every page: a name that is known, a fresh nonce for scripts, no framing, no caching, no referrer. */
import { randomBytes } from "node:crypto";
import { NextResponse, type NextRequest } from "next/server";
import { checkAddress, checkHost } from "@/lib/http/host";
import { Refusal } from "@/lib/http/refusal";
import { SAFE_HEADERS } from "@/lib/http/safe-headers";

/** A file without a nonce, which the service worker keeps. */
const OFFLINE = "/offline.html";
const PICTURE = /^\/icon(s\/[\w-]+\.png|\.svg)$/;

export function proxy(request: NextRequest): NextResponse {
  const refusal = refusalOf(request);
  return refusal ? plain(refusal) : withHeaders(request);
}

/** Without it, a name that an attacker points at this machine would show every page where login is off. */
function refusalOf({ headers, nextUrl }: NextRequest): Refusal | null {
  try {
    checkAddress(nextUrl.pathname);
    if (!nextUrl.pathname.startsWith("/api/")) checkHost(headers); // handlers do so themselves, and answer in JSON
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function plain({ status, message }: Refusal): NextResponse {
  return new NextResponse(message, { status, headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" } });
}

function withHeaders(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = request.nextUrl.pathname === OFFLINE ? contentPolicy() : contentPolicy(`'nonce-${nonce}' 'strict-dynamic'`);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", request.nextUrl.pathname + request.nextUrl.search); // where a login leads back to
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.headers.set(name, value);
  if (!PICTURE.test(request.nextUrl.pathname)) response.headers.set("Cache-Control", "no-store");
  return response;
}

/** `scripts` is what may run beside files of this server. */
function contentPolicy(scripts = ""): string {
  const development = process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'none'",
    `script-src 'self' ${scripts}${development}`.trim(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * Everything but the files that a build names by their content (a path that only begins like a picture gets no other
 * rules), and but what open pages ask for every few seconds: those handlers check host and session themselves, their
 * headers stand in next.config.ts, and going through here would cost as much as their whole answer. Every other spelling
 * of their addresses comes through here.
 */
export const config = { matcher: "/((?!_next/static/|api/(?:status|approvals|outbox|activity|health|usage|events)$).*)" };
