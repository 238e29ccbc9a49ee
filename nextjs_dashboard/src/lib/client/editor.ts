/**
 * The state of one draft under the owner's hands, as a pure table of events. It never loses what was typed: when the
 * draft changed elsewhere, the new text is shown and the owner's own is kept beside it.
 */

import type { ApprovalDetail } from "@/lib/types";

export interface EditorState {
  /** What the server told last; its sha256 is what a decision carries. */
  detail: ApprovalDetail;
  /** What stands in the text field. */
  text: string;
  saving: boolean;
  /** Why the last save failed, in plain words. */
  failure: string | null;
  /** Set after the draft changed elsewhere; `mine` is the owner's unsaved text, if there was any. */
  changed: { mine: string | null } | null;
}

export type EditorEvent =
  | { kind: "typed"; text: string }
  | { kind: "save_started" }
  | { kind: "saved"; detail: ApprovalDetail }
  | { kind: "save_failed"; message: string }
  | { kind: "retry" }
  | { kind: "seen"; detail: ApprovalDetail }
  | { kind: "recovered"; sha256: string; text: string }
  | { kind: "mine_restored" }
  | { kind: "change_accepted" };

export function openEditor(detail: ApprovalDetail): EditorState {
  return { detail, text: detail.text, saving: false, failure: null, changed: null };
}

export function editDraft(state: EditorState, event: EditorEvent): EditorState {
  switch (event.kind) {
    case "typed":
      return { ...state, text: event.text, failure: null };
    case "save_started":
      return { ...state, saving: true, failure: null };
    case "saved":
      return { ...state, saving: false, failure: null, detail: event.detail };
    case "save_failed":
      return { ...state, saving: false, failure: event.message };
    case "retry":
      return { ...state, failure: null };
    case "seen":
      return seen(state, event.detail);
    case "recovered":
      return recovered(state, event.sha256, event.text);
    case "mine_restored":
      return { ...state, text: state.changed?.mine ?? state.text, changed: null };
    case "change_accepted":
      return { ...state, changed: null };
  }
}

/** The text as the server stores it: `\n` line ends, no blank lines at its beginning and end. */
export function storedForm(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blank = (line: string | undefined): boolean => line !== undefined && /^[ \t]*$/.test(line);
  let first = 0;
  let last = lines.length;
  while (first < last && blank(lines[first])) first += 1;
  while (last > first && blank(lines[last - 1])) last -= 1;
  return lines.slice(first, last).join("\n");
}

export function isDirty(state: EditorState): boolean {
  return storedForm(state.text) !== state.detail.text;
}

/** Whether an automatic save should start now. An empty draft is never saved: there would be nothing to send. */
export function wantsSave(state: EditorState): boolean {
  return state.detail.place === "pending" && !state.saving && state.failure === null && storedForm(state.text) !== "" && isDirty(state);
}

function seen(state: EditorState, detail: ApprovalDetail): EditorState {
  if (detail.sha256 === state.detail.sha256) return { ...state, detail };
  if (storedForm(state.text) === detail.text && !readsDifferently(state.detail, detail)) return { ...state, detail, saving: false };
  const mine = isDirty(state) ? state.text : (state.changed?.mine ?? null);
  const waiting = detail.place === "pending";
  return { detail, text: detail.text, saving: false, failure: null, changed: waiting || mine !== null ? { mine } : null };
}

/** Text of an earlier visit goes back into the field only if it was typed into this very draft. */
function recovered(state: EditorState, sha256: string, text: string): EditorState {
  return sha256 === state.detail.sha256 && state.detail.place === "pending" ? { ...state, text } : { ...state, changed: { mine: text } };
}

/** Whether anything but the text that a reader decides on is different: where it goes, or where it stands. */
function readsDifferently(before: ApprovalDetail, after: ApprovalDetail): boolean {
  const shown = (detail: ApprovalDetail): string => JSON.stringify([detail.place, detail.account, detail.to, detail.cc, detail.bcc, detail.subject, detail.action]);
  return shown(before) !== shown(after);
}
