"use client";

import { useSyncExternalStore } from "react";

function never(): () => void {
  return () => undefined;
}

/** False in the server's first paint, where a field would lose what is typed and a button would not answer. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
