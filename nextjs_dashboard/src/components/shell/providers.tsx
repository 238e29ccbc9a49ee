"use client";

import { ThemeProvider, useTheme } from "next-themes";
import { useEffect, type ReactNode } from "react";
import { Toaster } from "sonner";
import { ApiProvider } from "@/components/live/api-provider";
import { LiveProvider } from "@/components/live/live-provider";
import { registerWorker } from "@/lib/client/push";
import { ClockProvider } from "@/components/time/clock-provider";

/** The theme: the system's at first, then what the owner chose; set before the first paint. */
export function Theme({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange {...(nonce !== undefined && { nonce })}>
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

/** At the top, so that a message never lies over the buttons that decide. */
function Messages() {
  const { resolvedTheme } = useTheme();
  return <Toaster position="top-center" offset={64} mobileOffset={{ top: 60, left: 12, right: 12 }} theme={resolvedTheme === "dark" ? "dark" : "light"} visibleToasts={3} />;
}
