/** When a text is too long to show at once, and how much of it then. Pure. */

import { grouped } from "@/lib/client/numbers";

const SHOWN_CHARACTERS = 1_200;
const SHOWN_LINES = 24;

/** The first part of a text that fits, or null when all of it does. */
export function firstPart(text: string): string | null {
  const lines = text.split("\n");
  const byLines = lines.length > SHOWN_LINES ? lines.slice(0, SHOWN_LINES).join("\n") : text;
  const part = byLines.length > SHOWN_CHARACTERS ? byLines.slice(0, cutAt(byLines)) : byLines;
  return part.length < text.length ? part : null;
}

/** "Show 1,240 more characters". */
export function moreLabel(text: string, part: string): string {
  const count = text.length - part.length;
  return `Show ${grouped(count)} more ${count === 1 ? "character" : "characters"}`;
}

/** Not in the middle of a word, nor of a character that takes two places. */
function cutAt(text: string): number {
  const space = text.slice(0, SHOWN_CHARACTERS).search(/\s\S*$/);
  if (space > SHOWN_CHARACTERS / 2) return space;
  const last = text.charCodeAt(SHOWN_CHARACTERS - 1);
  return last >= 0xd800 && last <= 0xdbff ? SHOWN_CHARACTERS - 1 : SHOWN_CHARACTERS;
}
