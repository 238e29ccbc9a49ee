"use client";

import { ThemeProvider } from "next-themes";
import dynamic from "next/dynamic";
import { useEffect, type ReactNode } from "react";
import { ApiProvider } from "@/components/live/api-provider";
import { LiveProvider } from "@/components/live/live-provider";
import { registerWorker } from "@/lib/client/push";
import { ClockProvider } from "@/components/time/clock-provider";

/** Nothing to say before the page is awake. */
const Messages = dynamic(() => import("@/components/shell/messages"), { ssr: false });

/**
 * The theme: the system's at first, then what the owner chose; set before the first paint. Without
 * `disableTransitionOnChange`, which styles the whole page anew twice at each start.
 */
export function Theme({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem {...(nonce !== undefined && { nonce })}>
      {children}
    </ThemeProvider>
  );
}

/** What every page behind the login shares: API and cache, the clock, live updates, and messages. */
export function SessionProviders({ start, children }: { start: number; children: ReactNode }) {
  useEffect(() => void registerWorker().catch(() => undefined), []); // without it the pages work all the same
  return (
    <ApiProvider>
      <ClockProvider start={start}>
        <LiveProvider>
          {children}
          <Messages />
        </LiveProvider>
      </ClockProvider>
    </ApiProvider>
  );
}
