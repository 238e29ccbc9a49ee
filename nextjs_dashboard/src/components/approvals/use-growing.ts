"use client";

import { startTransition, useEffect, useState } from "react";

/** Cards that are there at the first paint: more than a phone shows. */
const STEP = 6;
const LATEST_MS = 1_000;

/** How many of a long list to show: the screen's worth at first, the rest step by step while the page has nothing else to do. */
export function useGrowing(total: number): number {
  const [count, setCount] = useState(STEP);
  useEffect(() => {
    if (count >= total) return;
    return whenIdle(() => startTransition(() => setCount(count + STEP)));
  }, [count, total]);
  return Math.min(total, count);
}

/** Calls back in a quiet moment; the result takes that back. */
function whenIdle(act: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(act, 0);
    return () => clearTimeout(timer);
  }
  const handle = window.requestIdleCallback(act, { timeout: LATEST_MS });
  return () => window.cancelIdleCallback(handle);
}
