import "server-only";

/**
 * Server-sent events: one line for each change of the vault, and a breath every 15 seconds. A client that reads slowly
 * gets the newest revision only, once it reads again; nothing piles up for it.
 */
import type { VaultIndex } from "@/lib/vault/vault-index";

const BREATH_MS = 15_000;
const WAITING_LINES = 4; // that one client may leave unread
const encoder = new TextEncoder();

/** `looking` is called while the client listens, at least every 15 seconds. */
export function eventStream(index: VaultIndex, aborted: AbortSignal, looking: () => void): Response {
  const client = new Client(index, looking);
  aborted.addEventListener("abort", () => client.end());
  const body = new ReadableStream<Uint8Array>({ start: (controller) => client.begin(controller), pull: () => client.catchUp(), cancel: () => client.end() }, { highWaterMark: WAITING_LINES });
  const headers = { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no" };
  return new Response(body, { headers });
}

class Client {
  private controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  private unsubscribe: (() => void) | null = null;
  private breath: NodeJS.Timeout | null = null;
  private missed = false;

  constructor(
    private readonly index: VaultIndex,
    private readonly looking: () => void,
  ) {}

  begin(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.controller = controller;
    this.unsubscribe = this.index.subscribe(() => this.change(), () => this.close());
    this.breath = setInterval(() => this.breathe(), BREATH_MS).unref();
    this.looking();
    this.send(encoder.encode(`retry: 2000\nevent: hello\ndata: ${JSON.stringify({ revision: this.index.revision })}\n\n`));
  }

  catchUp(): void {
    if (this.missed) this.change();
  }

  end(): void {
    this.unsubscribe?.();
    if (this.breath) clearInterval(this.breath);
    this.controller = null;
  }

  private breathe(): void {
    this.looking();
    this.send(encoder.encode(": still here\n\n"));
  }

  private close(): void {
    this.controller?.close();
    this.end();
  }

  private change(): void {
    this.missed = !this.send(changeLine(this.index.revision));
  }

  /** Whether there was room for it. */
  private send(line: Uint8Array): boolean {
    if (!this.controller || (this.controller.desiredSize ?? 0) <= 0) return false;
    this.controller.enqueue(line);
    return true;
  }
}

let last = { revision: 0, line: new Uint8Array() };

/** Encoded once for all clients. */
function changeLine(revision: number): Uint8Array {
  if (last.revision !== revision) last = { revision, line: encoder.encode(`event: change\ndata: ${JSON.stringify({ revision })}\n\n`) };
  return last.line;
}
