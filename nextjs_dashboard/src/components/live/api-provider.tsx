"use client";

import { createContext, useContext, useMemo, type ReactNode } from "react";
import useSWR, { SWRConfig, type SWRResponse } from "swr";
import { ApiFailure, createApi, type Api, type Reads } from "@/lib/client/api";

const ApiContext = createContext<Api | null>(null);

/** Gives the pages their API and their cache. A session that ended leads to the login page, and back. */
export function ApiProvider({ api, children }: { api?: Api; children: ReactNode }) {
  const value = useMemo(() => api ?? createApi((...request) => fetch(...request)), [api]);
  const config = useMemo(() => ({ fetcher: (path: string) => value.read(path), onError: leaveWhenSignedOut, shouldRetryOnError: false, dedupingInterval: 250 }), [value]);
  return (
    <ApiContext.Provider value={value}>
      <SWRConfig value={config}>{children}</SWRConfig>
    </ApiContext.Provider>
  );
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error("The API is used outside of the ApiProvider");
  return api;
}

/** Reads one address and keeps it fresh; `initial` is what the server put into the page. */
export function useRead<P extends keyof Reads>(path: P, initial?: Reads[P]): SWRResponse<Reads[P], unknown> {
  return useSWR<Reads[P], unknown>(path, initial === undefined ? {} : { fallbackData: initial });
}

/** The address of the login page that leads back to where the owner is. */
function loginAddress(location: Pick<Location, "pathname" | "search">): string {
  return `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
}

export function leaveWhenSignedOut(failure: unknown): void {
  if (failure instanceof ApiFailure && failure.status === 401) window.location.assign(loginAddress(window.location));
}
