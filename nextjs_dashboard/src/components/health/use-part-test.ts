"use client";

import { useState } from "react";
import { useApi } from "@/components/live/api-provider";
import { plainWords } from "@/lib/client/api";
import { healthWord } from "@/lib/client/wording";
import type { HealthRow } from "@/lib/types";

/** Asks one part to report now, and says what came of it. */
export function usePartTest(name: string, onTested: ((row: HealthRow) => void) | undefined): { outcome: string | null; busy: boolean; test: () => Promise<void> } {
  const api = useApi();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<string | null>(null);
  const test = async (): Promise<void> => {
    setBusy(true);
    setOutcome(null);
    try {
      const row = await api.testPart(name);
      onTested?.(row);
      setOutcome(row.state === "ok" ? "Tested just now: works." : `Tested just now: ${healthWord(row).toLowerCase()}.`);
    } catch (failure) {
      setOutcome(plainWords(failure));
    }
    setBusy(false);
  };
  return { outcome, busy, test };
}
