/** The draft text between its heading and the folded original (data-model.md §2). */
import { createHash } from "node:crypto";

const HEADING = "## Draft";
const CALLOUT = "> [!quote]- Original";

function lines(text: string): string[] {
  return text.replaceAll("\r\n", "\n").split("\n");
}

function parts(body: string): { before: string[]; draft: string[]; after: string[] } | null {
  const all = lines(body);
  const start = all.indexOf(HEADING);
  if (start < 0) return null;
  const rest = all.slice(start + 1);
  const found = rest.findIndex((line) => line.startsWith(CALLOUT));
  const end = found < 0 ? rest.length : found;
  return { before: all.slice(0, start + 1), draft: rest.slice(0, end), after: rest.slice(end) };
}

/** What a draft sends. */
export function draftText(body: string): string {
  const draft = parts(body)?.draft ?? [];
  const filled = draft.map((line, number) => (/[^ \t]/.test(line) ? number : -1)).filter((number) => number >= 0);
  return filled.length === 0 ? "" : draft.slice(filled[0], (filled.at(-1) ?? 0) + 1).join("\n");
}

/** The body with another draft text; null where it has no draft heading. */
export function withDraftText(body: string, text: string): string | null {
  const found = parts(body);
  if (!found) return null;
  const safe = lines(text).map((line) => (line.startsWith(CALLOUT) ? ` ${line}` : line));
  return [...found.before, "", ...safe, "", ...found.after].join("\n");
}

/** The original mail, as the folded callout keeps it. */
export function originalText(body: string): string {
  const after = parts(body)?.after.slice(1) ?? [];
  return after.map((line) => line.replace(/^> ?/, "")).join("\n").trim();
}

export function hashOf(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
