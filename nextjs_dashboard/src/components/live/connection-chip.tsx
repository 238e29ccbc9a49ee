"use client";

import { useLiveState } from "@/components/live/live-provider";

/** Says so while nothing on the screen can be trusted to be fresh, and goes away by itself. */
export function ConnectionChip() {
  const state = useLiveState();
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-14 z-30 flex justify-center pt-[env(safe-area-inset-top)]">
      {state === "offline" && <span className="rounded-full bg-warn-soft px-4 py-2 text-sm font-medium text-warn shadow-lg">Reconnecting…</span>}
    </div>
  );
}
