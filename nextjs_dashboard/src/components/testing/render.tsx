/** Renders a component inside the same providers as a page, over an API in memory, a standing clock and a fake router. */

import "@testing-library/jest-dom";
import { render, type RenderResult } from "@testing-library/react";
import { AppRouterContext, type AppRouterInstance } from "next/dist/shared/lib/app-router-context.shared-runtime";
import type { ReactNode } from "react";
import { SWRConfig } from "swr";
import { Toaster } from "sonner";
import { ApiProvider } from "@/components/live/api-provider";
import { NOW } from "@/components/testing/samples";
import { Clock } from "@/components/time/clock";
import { ClockProvider } from "@/components/time/clock-provider";
import { MemoryApi } from "@/lib/client/memory-api";

/** jsdom has no pointer capture, which a message asks for when it is touched. */
HTMLElement.prototype.setPointerCapture ??= () => undefined;

export interface Rendered extends RenderResult {
  api: MemoryApi;
  /** Every address the component went to. */
  visited: string[];
}

export function renderPage(children: ReactNode, api: MemoryApi = new MemoryApi([])): Rendered {
  const visited: string[] = [];
  const clock = new Clock(NOW, () => NOW, () => () => undefined);
  const result = render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <AppRouterContext.Provider value={router(visited)}>
        <ApiProvider api={api}>
          <ClockProvider start={NOW} clock={clock}>
            {children}
            <Toaster />
          </ClockProvider>
        </ApiProvider>
      </AppRouterContext.Provider>
    </SWRConfig>,
  );
  return { ...result, api, visited };
}

function router(visited: string[]): AppRouterInstance {
  const go = (address: string): void => {
    visited.push(address);
  };
  return { push: go, replace: go, prefetch: () => undefined, back: () => undefined, forward: () => undefined, refresh: () => undefined, hmrRefresh: () => undefined } as unknown as AppRouterInstance;
}
