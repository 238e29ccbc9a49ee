"use client";

import { useCallback, useEffect, useReducer, useRef } from "react";
import useSWR from "swr";
import { leaveWhenSignedOut, useApi } from "@/components/live/api-provider";
import { approvalPath, hasCode, plainWords } from "@/lib/client/api";
import { editDraft, isDirty, openEditor, storedForm, wantsSave, type EditorState } from "@/lib/client/editor";
import { keepUnsaved, unsavedText } from "@/lib/client/unsaved";
import type { ApprovalDetail } from "@/lib/types";

const SAVE_AFTER_MS = 800;

export interface DraftEditor {
  state: EditorState;
  type: (text: string) => void;
  restoreMine: () => void;
  acceptChange: () => void;
  retry: () => void;
  /** Tells the draft as it now stands once all saves are through; null when one failed or it changed. With `save`, what is still unsaved is saved first. */
  settle: (save: boolean) => Promise<ApprovalDetail | null>;
  /** Reads the draft again; what changed elsewhere is shown as such. */
  look: () => Promise<void>;
}

/** Joins one draft on the server with one text field: saves by itself, notices changes made elsewhere. */
export function useDraftEditor(initial: ApprovalDetail): DraftEditor {
  const api = useApi();
  const [state, dispatch] = useReducer(editDraft, initial, openEditor);
  const latest = useRef(state);
  const underWay = useRef<Promise<ApprovalDetail | null> | null>(null);
  const { mutate } = useSWR<ApprovalDetail, unknown>(approvalPath(initial.id), { fallbackData: initial, onSuccess: (detail) => dispatch({ kind: "seen", detail }) });

  useEffect(() => {
    const unsaved = unsavedText(window.sessionStorage, initial.id);
    if (unsaved && unsaved.text !== initial.text) dispatch({ kind: "recovered", ...unsaved });
  }, [initial]);

  useEffect(() => {
    latest.current = state;
    keepUnsaved(window.sessionStorage, state);
  }, [state]);

  const look = useCallback(async () => {
    await mutate();
  }, [mutate]);

  const save = useCallback(
    async (from: EditorState): Promise<ApprovalDetail | null> => {
      dispatch({ kind: "save_started" });
      try {
        const put = api.saveDraft(from.detail.id, { sha256: from.detail.sha256, text: storedForm(from.text) });
        const detail = await mutate(put, { revalidate: false, rollbackOnError: false });
        if (detail) dispatch({ kind: "saved", detail });
        return detail ?? null;
      } catch (failure) {
        leaveWhenSignedOut(failure);
        dispatch({ kind: "save_failed", message: plainWords(failure) });
        if (hasCode(failure, "changed") || hasCode(failure, "decided")) await look();
        return null;
      }
    },
    [api, mutate, look],
  );

  const saveOnce = useCallback(
    (from: EditorState): Promise<ApprovalDetail | null> => {
      underWay.current ??= save(from).finally(() => {
        underWay.current = null;
      });
      return underWay.current;
    },
    [save],
  );

  const { text } = state;
  const wanted = wantsSave(state);
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => void saveOnce({ ...latest.current, text }), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, wanted, saveOnce]);

  const settle = useCallback(
    async (saveRest: boolean) => {
      const saved = underWay.current ? await underWay.current : latest.current.detail;
      if (!saved) return null;
      const now: EditorState = { ...latest.current, detail: saved };
      return saveRest && isDirty(now) ? saveOnce(now) : saved;
    },
    [saveOnce],
  );

  return {
    state,
    settle,
    look,
    type: useCallback((text: string) => dispatch({ kind: "typed", text }), []),
    restoreMine: useCallback(() => dispatch({ kind: "mine_restored" }), []),
    acceptChange: useCallback(() => dispatch({ kind: "change_accepted" }), []),
    retry: useCallback(() => dispatch({ kind: "retry" }), []),
  };
}
