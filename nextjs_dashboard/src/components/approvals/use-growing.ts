"use client";

import { startTransition, useEffect, useRef, useState, type RefObject } from "react";

/** Cards that are there at the first paint: more than a phone shows. */
const STEP = 6;
/** The next ones are drawn when the last one is nearer than a screen. */
const NEAR = "100% 0px";
const LATEST_MS = 1_000;

/** How many cards a list had when it was left: the way back finds its place in it. Written in the browser only. */
const left = new Map<string, number>();

interface Growing {
  count: number;
  /** For the last card that is shown. */
  last: RefObject<HTMLLIElement | null>;
}

/**
 * How many of a long list to show: a screen's worth at first, more as the reader comes near the end, all of it for
 * whoever uses a keyboard, who may look for a word in it.
 */
export function useGrowing(list: string, total: number): Growing {
  const [count, setCount] = useState(() => left.get(list) ?? STEP);
  const last = useRef<HTMLLIElement>(null);
  useEffect(() => void left.set(list, count), [list, count]);
  useEffect(() => {
    if (count >= total) return;
    const nearly = whenNear(last.current, () => startTransition(() => setCount((known) => known + STEP)));
    const all = (): void => startTransition(() => setCount(total));
    window.addEventListener("keydown", all, { once: true });
    return () => {
      nearly();
      window.removeEventListener("keydown", all);
    };
  }, [count, total]);
  return { count: Math.min(total, count), last };
}

/** Calls back in a quiet moment when an element is near the screen; the result takes that back. */
function whenNear(element: Element | null, act: () => void): () => void {
  if (!element || !("IntersectionObserver" in window)) return whenIdle(act);
  let forget = (): void => undefined;
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      forget = whenIdle(act);
    },
    { rootMargin: NEAR },
  );
  observer.observe(element);
  return () => {
    observer.disconnect();
    forget();
  };
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
