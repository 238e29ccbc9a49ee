/** Remembers, for this tab, the text as it was drafted, so that the owner's changes can be shown after a reload too. */

import type { ApprovalDetail } from "@/lib/types";

export type TextStore = Pick<Storage, "getItem" | "setItem">;

function key(detail: ApprovalDetail): string {
  return `drafted-text:${detail.id}:${detail.version}`;
}

/** Keeps the text of a draft nobody has edited yet. A full or forbidden store only costs the comparison. */
export function rememberDrafted(store: TextStore, detail: ApprovalDetail): void {
  if (detail.edited) return;
  try {
    store.setItem(key(detail), detail.text);
  } catch {
    return;
  }
}

/** The text as drafted, or null when this tab never saw it. */
export function draftedText(store: TextStore, detail: ApprovalDetail): string | null {
  if (!detail.edited) return detail.text;
  try {
    return store.getItem(key(detail));
  } catch {
    return null;
  }
}
