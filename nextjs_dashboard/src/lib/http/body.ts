import "server-only";

/** Bodies of requests: counted while they arrive, so that none fills the memory whatever its head promises. */
import { Refusal } from "@/lib/http/refusal";

const MOST_BYTES = 64 * 1024;

/** The text of a body; what is no UTF-8 in it is replaced. */
export async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) throw tooLarge();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) throw tooLarge();
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

/** Whether a body says that it is of a media type. */
export function isOfType(request: Request, type: string): boolean {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() === type;
}

function tooLarge(): Refusal {
  return new Refusal(413, "too_large", "The request is too large.");
}
