"use client";

import { createContext, useContext, useState, useSyncExternalStore, type ReactNode } from "react";
import { useHydrated } from "@/components/ui/use-hydrated";
import { wallClock, type Clock } from "@/components/time/clock";

const ClockContext = createContext<Clock | null>(null);

/** `start` is the server's now in milliseconds; a test gives its own `clock`. */
export function ClockProvider({ start, clock, children }: { start: number; clock?: Clock; children: ReactNode }) {
  const [own] = useState(() => clock ?? wallClock(start));
  return <ClockContext.Provider value={own}>{children}</ClockContext.Provider>;
}

export function useClock(): Clock {
  const clock = useContext(ClockContext);
  if (!clock) throw new Error("A time is shown outside of the ClockProvider");
  return clock;
}

/** A value derived from now; the component renders again only when the value is another one. */
export function useNow<T extends string | number | boolean>(derive: (now: number) => T): T {
  const clock = useClock();
  return useSyncExternalStore(
    clock.subscribe,
    () => derive(clock.read()),
    () => derive(clock.start),
  );
}

/** The reader's time zone once the page runs in a browser; UTC in the server's first paint. */
export function useTimeZone(): string | undefined {
  return useHydrated() ? undefined : "UTC";
}
