"use client";

import Link from "next/link";
import { Button, buttonLook } from "@/components/ui/button";
import { useHydrated } from "@/components/ui/use-hydrated";

interface BatchBarProps {
  count: number;
  /** Whether the end of the last draft was on the screen. */
  read: boolean;
  busy: boolean;
  onSend: () => void;
  onReadOn: () => void;
}

/** Leads down to the end first, and sends only then. */
export function BatchBar({ count, read, busy, onSend, onReadOn }: BatchBarProps) {
  const ready = useHydrated();
  return (
    <div role="group" aria-label="Decision" className="safe-bottom fixed inset-x-0 bottom-0 z-20 border-t border-line bg-canvas md:left-auto md:w-full">
      <div className="safe-x mx-auto flex h-16 max-w-6xl items-center gap-4 md:justify-end">
        <Link prefetch={false} href="/approvals" className={buttonLook("quiet")}>
          Cancel
        </Link>
        <Button tone={read ? "go" : "quiet"} data-testid="send-batch" disabled={!ready || busy} aria-busy={busy} onClick={read ? onSend : onReadOn} className="grow md:min-w-72 md:grow-0">
          {read ? (busy ? "One moment…" : count === 1 ? "Send this one" : `Send these ${count}`) : "Read on"}
        </Button>
      </div>
    </div>
  );
}
