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
  label?: string;
}

/** Takes an approval back, while its window is open; after that there is nothing to press. */
export function UndoButton({ notBefore, ...rest }: UndoButtonProps) {
  const open = useNow((now) => notBefore !== null && secondsUntil(notBefore, now) > 0);
  return open ? <OpenUndoButton {...rest} /> : null;
}

function OpenUndoButton({ id, sha256, onUndone, label = "Undo: do not send" }: Omit<UndoButtonProps, "notBefore">) {
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
