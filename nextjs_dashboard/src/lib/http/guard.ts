import "server-only";

/** The one door of every API handler: host, origin, size, session, shape; and errors in words that may be shown. */
import { z } from "zod";
import { Refusal } from "@/lib/http/refusal";
import { hasSession } from "@/lib/session";
import { settings } from "@/lib/settings";

const MAX_BODY = 64 * 1024;
const NO_STORE = { "Cache-Control": "no-store" };

type Handler<T> = (body: T, request: Request) => Promise<unknown>;

/** A handler that only reads. */
export function reading(handler: (request: Request) => Promise<unknown>): (request: Request) => Promise<Response> {
  return (request) =>
    answering(async () => {
      checkHost(request.headers);
      await checkSession();
      return handler(request);
    });
}

/** A handler that changes something: same origin, JSON, known shape. */
export function changing<T>(shape: z.ZodType<T>, handler: Handler<T>): (request: Request) => Promise<Response> {
  return (request) =>
    answering(async () => {
      checkHost(request.headers);
      checkOrigin(request.headers);
      await checkSession();
      return handler(await readBody(request, shape), request);
    });
}

async function answering(work: () => Promise<unknown>): Promise<Response> {
  try {
    const result = await work();
    return result instanceof Response ? result : Response.json(result, { headers: NO_STORE });
  } catch (error) {
    if (error instanceof Refusal) return refused(error.status, error.code, error.message);
    console.error("a request failed", error);
    return refused(500, "failed", "Something went wrong on the server. Try again; the log tells more.");
  }
}

function refused(status: number, code: string, error: string): Response {
  return Response.json({ success: false, error, code }, { status, headers: NO_STORE });
}

/** Refuses names that this server does not go by (DNS rebinding). */
export function checkHost(headers: Headers): void {
  if (!settings().allowedHosts.includes((headers.get("host") ?? "").toLowerCase())) {
    throw new Refusal(421, "wrong_host", "This address is not set up for the dashboard. Add it to ALLOWED_HOSTS.");
  }
}

/** Refuses requests that another site made the browser send. */
export function checkOrigin(headers: Headers): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const own = origin !== null && allowedOrigin(origin, headers.get("host") ?? "");
  if (!own || (site !== null && site !== "same-origin")) throw new Refusal(403, "wrong_origin", "This request did not come from the dashboard.");
}

function allowedOrigin(origin: string, host: string): boolean {
  try {
    return new URL(origin).host.toLowerCase() === host.toLowerCase();
  } catch {
    return false;
  }
}

async function checkSession(): Promise<void> {
  if (!(await hasSession())) throw new Refusal(401, "unauthorized", "Log in first.");
}

async function readBody<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) throw new Refusal(415, "not_json", "Send JSON.");
  const text = await limited(request);
  const found = shape.safeParse(json(text));
  if (!found.success) throw new Refusal(400, "bad_request", "The request is not understood.");
  return found.data;
}

async function limited(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY) throw new Refusal(413, "too_large", "The request is too large.");
  const data = await request.arrayBuffer();
  if (data.byteLength > MAX_BODY) throw new Refusal(413, "too_large", "The request is too large.");
  return new TextDecoder().decode(data);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "bad_request", "The request is not understood.");
  }
}
