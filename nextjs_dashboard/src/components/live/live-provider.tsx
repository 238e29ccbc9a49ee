"use client";

import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { useSWRConfig } from "swr";
import { leaveWhenSignedOut, useApi } from "@/components/live/api-provider";
import type { Api } from "@/lib/client/api";
import { LiveFeed, type LiveState } from "@/lib/client/live";
import type { Status } from "@/lib/types";

const LiveContext = createContext<LiveFeed | null>(null);

/** One event stream for this tab: whatever changes in the vault is read again by all that is on the screen. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const api = useApi();
  const { mutate } = useSWRConfig();
  const [feed] = useState(() => browserFeed(api, () => void mutate(isApiAddress)));
  useEffect(() => listen(feed), [feed]);
  return <LiveContext.Provider value={feed}>{children}</LiveContext.Provider>;
}

/** How fresh the screen is: "live", "polling" or "offline". */
export function useLiveState(): LiveState {
  const feed = useContext(LiveContext);
  return useSyncExternalStore(
    feed?.subscribe ?? nothing,
    () => feed?.read() ?? "connecting",
    () => "connecting" as const,
  );
}

function nothing(): () => void {
  return () => undefined;
}

function isApiAddress(key: unknown): boolean {
  return typeof key === "string" && key.startsWith("/api/");
}

function browserFeed(api: Api, onChange: () => void): LiveFeed {
  return new LiveFeed({
    openStream: () => new EventSource("/api/events"),
    readRevision: () => readRevision(api),
    schedule: (task, milliseconds) => {
      const timer = setTimeout(task, milliseconds);
      return () => clearTimeout(timer);
    },
    onChange,
  });
}

async function readRevision(api: Api): Promise<number> {
  try {
    return (await api.read<Status>("/api/status")).revision;
  } catch (failure) {
    leaveWhenSignedOut(failure);
    throw failure;
  }
}

function listen(feed: LiveFeed): () => void {
  const wake = (): void => {
    if (document.visibilityState === "visible") feed.wake();
  };
  feed.start();
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  return () => {
    feed.stop();
    window.removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
  };
}
