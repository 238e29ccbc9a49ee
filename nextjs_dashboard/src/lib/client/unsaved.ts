/** Keeps in this tab what was typed and not yet saved, so that a lost session or a reload loses no word. */

import { isDirty, type EditorState } from "@/lib/client/editor";

export interface Unsaved {
  /** Of the draft that the text was typed into. */
  sha256: string;
  text: string;
}

type TextStore = Pick<Storage, "getItem" | "setItem">;
type UnsavedStore = TextStore & Pick<Storage, "removeItem">;

function key(id: string): string {
  return `unsaved-text:${id}`;
}

/** Call after every change of the editor. */
export function keepUnsaved(store: UnsavedStore, state: EditorState): void {
  const unsaved = whatIsUnsaved(state);
  try {
    if (unsaved === null) store.removeItem(key(state.detail.id));
    else store.setItem(key(state.detail.id), JSON.stringify(unsaved));
  } catch {
    return;
  }
}

/** Text that was typed into an earlier form of the draft names no hash: it never goes back into the field by itself. */
function whatIsUnsaved(state: EditorState): Unsaved | null {
  if (isDirty(state)) return { sha256: state.detail.sha256, text: state.text };
  return state.changed?.mine ? { sha256: "", text: state.changed.mine } : null;
}

/** What an earlier visit left unsaved, or null. */
export function unsavedText(store: TextStore, id: string): Unsaved | null {
  try {
    return parseUnsaved(JSON.parse(store.getItem(key(id)) ?? "null"));
  } catch {
    return null;
  }
}

function parseUnsaved(value: unknown): Unsaved | null {
  if (typeof value !== "object" || value === null || !("sha256" in value) || !("text" in value)) return null;
  return typeof value.sha256 === "string" && typeof value.text === "string" ? { sha256: value.sha256, text: value.text } : null;
}
