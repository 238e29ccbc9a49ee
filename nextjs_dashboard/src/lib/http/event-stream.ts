import "server-only";

/** Server-sent events: one line for each change of the vault, and a breath every 15 seconds. */
import type { VaultIndex } from "@/lib/vault/vault-index";

const BREATH_MS = 15_000;

export function eventStream(index: VaultIndex, aborted: AbortSignal): Response {
  const encoder = new TextEncoder();
  let end = (): void => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      const unsubscribe = index.subscribe((revision) => send(`event: change\ndata: ${JSON.stringify({ revision })}\n\n`));
      const breath = setInterval(() => send(": still here\n\n"), BREATH_MS);
      end = () => {
        unsubscribe();
        clearInterval(breath);
      };
      aborted.addEventListener("abort", end);
      send(`retry: 2000\nevent: hello\ndata: ${JSON.stringify({ revision: index.revision })}\n\n`);
    },
    cancel: () => end(),
  });
  const headers = { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no" };
  return new Response(body, { headers });
}
