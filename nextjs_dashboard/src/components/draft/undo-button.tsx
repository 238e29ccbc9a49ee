"use client";

import { useState } from "react";
import { useApi } from "@/components/live/api-provider";
import { Button } from "@/components/ui/button";
import { plainWords } from "@/lib/client/api";

interface UndoButtonProps {
  id: string;
  /** Of the file as it was approved. */
  sha256: string;
  onUndone: () => void;
  label?: string;
}

/** Takes an approval back as long as the agent has not begun. */
export function UndoButton({ id, sha256, onUndone, label = "Undo: do not send" }: UndoButtonProps) {
  const api = useApi();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const undo = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await api.undo({ draft_id: id, sha256 });
      onUndone();
    } catch (failure) {
      setProblem(plainWords(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="shrink-0">
      <Button className="whitespace-nowrap" onClick={() => void undo()} disabled={busy} data-testid="undo">
        {busy ? "Undoing…" : label}
      </Button>
      <p role="alert" className="mt-1 text-sm text-stop empty:hidden">
        {problem}
      </p>
    </div>
  );
}
