import "server-only";

/** The one door of every API handler: host, origin, size, session, shape; and errors in words that may be shown. */
import { z } from "zod";
import { isOfType, readText } from "@/lib/http/body";
import { checkHost, checkOrigin } from "@/lib/http/host";
import { Refusal } from "@/lib/http/refusal";
import { hasSession } from "@/lib/session";

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

/** What an address asks for beside its path, in a known shape. */
export function queryOf<T>(request: Request, shape: z.ZodType<T>): T {
  const found = shape.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!found.success) throw notUnderstood();
  return found.data;
}

function notUnderstood(): Refusal {
  return new Refusal(400, "bad_request", "The request is not understood.");
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

/** An answer whatever happens: refusals in words that may be shown, errors without a word of what broke. */
export async function answering(work: () => Promise<unknown>): Promise<Response> {
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

async function checkSession(): Promise<void> {
  if (!(await hasSession())) throw new Refusal(401, "unauthorized", "Log in first.");
}

async function readBody<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  if (!isOfType(request, "application/json")) throw new Refusal(415, "not_json", "Send JSON.");
  const found = shape.safeParse(json(await readText(request)));
  if (!found.success) throw notUnderstood();
  return found.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notUnderstood();
  }
}
