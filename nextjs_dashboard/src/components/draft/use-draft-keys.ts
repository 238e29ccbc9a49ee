"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { OpenSheet } from "@/components/draft/use-decision";
import { useShortcuts } from "@/components/keyboard/use-shortcuts";
import { useApi } from "@/components/live/api-provider";
import { approvalsPath, type ApprovalPage } from "@/lib/client/api";
import { draftHref } from "@/lib/client/wording";
import { EVERYTHING } from "@/lib/queue-filter";

/** How long the first A waits for the second, in milliseconds. */
const TWICE_MS = 2_000;

interface DraftKeys {
  id: string;
  usable: boolean;
  decides: boolean;
  primary: () => void;
  open: (sheet: OpenSheet) => void;
}

/** The keys of a waiting draft. A decides only when pressed twice; tells whether the first press has been made. */
export function useDraftKeys({ id, usable, decides, primary, open }: DraftKeys): boolean {
  const [armedFor, setArmedFor] = useState<string | null>(null);
  const armed = usable && decides && armedFor === id;
  const go = useNeighbours(id);
  useEffect(() => {
    if (armedFor === null) return;
    const timer = setTimeout(() => setArmedFor(null), TWICE_MS);
    return () => clearTimeout(timer);
  }, [armedFor]);
  const whenUsable = (act: () => void) => (): void => (usable ? act() : undefined);
  useShortcuts({
    a: whenUsable(() => {
      setArmedFor(armed || !decides ? null : id);
      if (armed || !decides) primary();
    }),
    e: whenUsable(() => document.querySelector<HTMLElement>("[data-testid=draft-text]")?.focus()),
    r: whenUsable(() => open("reject")),
    z: whenUsable(() => open("snooze")),
    j: () => void go(1),
    k: () => void go(-1),
  });
  return armed;
}

/** Goes to the draft after or before this one in the queue. */
function useNeighbours(id: string): (by: 1 | -1) => Promise<void> {
  const api = useApi();
  const router = useRouter();
  return async (by) => {
    const { items } = await api.read<ApprovalPage>(approvalsPath(EVERYTHING, null)).catch(() => ({ items: [] }));
    const next = items[items.findIndex((draft) => draft.id === id) + by];
    if (next) router.push(draftHref(next));
  };
}
