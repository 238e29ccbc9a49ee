"use client";

import { useState } from "react";
import { useApi } from "@/components/live/api-provider";
import { Button } from "@/components/ui/button";
import { useNow } from "@/components/time/clock-provider";
import { secondsUntil } from "@/lib/client/time";
import { plainWords } from "@/lib/client/api";

interface UndoButtonProps {
  id: string;
  /** Of the file as it was approved. */
  sha256: string;
  onUndone: () => void;
  /** The end of the undo window; null where there is none. */
  notBefore: string | null;
}

/** Takes an approval back, for as long as the agent has not taken it: in the undo window, and while no agent runs. */
export function UndoButton({ id, sha256, onUndone, notBefore }: UndoButtonProps) {
  const open = useNow((now) => notBefore !== null && secondsUntil(notBefore, now) > 0);
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
        {busy ? "One moment…" : open ? "Undo" : "Cancel"}
      </Button>
      <p role="alert" className="mt-1 text-sm text-stop empty:hidden">
        {problem}
      </p>
    </div>
  );
}
