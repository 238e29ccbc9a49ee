"use client";

import { AlarmClock, Check, LoaderCircle } from "lucide-react";
import { useHydrated } from "@/components/ui/use-hydrated";
import { Button } from "@/components/ui/button";

export type BarPhase = "ready" | "busy" | "done";

interface DecisionBarProps {
  /** Names what the primary button does: "Send to ali@acme.com", "Read rest". */
  act: string;
  /** Whether the primary button decides, or only shows something first. */
  decides: boolean;
  phase: BarPhase;
  /** What was done, once it is. */
  done: string;
  disabled: boolean;
  onPrimary: () => void;
  onReject: () => void;
  onSnooze: () => void;
}

/** The decision under the thumb: 56 px and what the phone needs below it, with the two buttons well apart. */
export function DecisionBar({ act, decides, phase, done, disabled, onPrimary, onReject, onSnooze }: DecisionBarProps) {
  const ready = useHydrated() && phase === "ready";
  return (
    <div role="group" aria-label="Decision" className="safe-bottom fixed inset-x-0 bottom-0 z-20 border-t border-line bg-canvas md:left-auto md:w-full">
      <div className="safe-x mx-auto flex h-14 max-w-6xl items-center gap-4 md:h-16 md:justify-end">
        <Button tone="stop" data-testid="reject" disabled={!ready} onClick={onReject} className="shrink-0 md:min-w-36">
          Reject
        </Button>
        <Button tone="quiet" data-testid="snooze" aria-label="Snooze" disabled={!ready} onClick={onSnooze} className="-ml-2 shrink-0 px-3">
          <AlarmClock aria-hidden className="size-5" />
          <span className="hidden md:inline">Snooze</span>
        </Button>
        <Button tone={decides ? "go" : "quiet"} data-testid="approve" disabled={!ready || disabled} aria-busy={phase === "busy"} onClick={onPrimary} className="min-w-0 grow md:max-w-md md:min-w-72 md:grow-0">
          <PhaseIcon phase={phase} />
          <span className="line-clamp-2 text-[15px] leading-tight">{phase === "done" ? done : act}</span>
        </Button>
      </div>
    </div>
  );
}

function PhaseIcon({ phase }: { phase: BarPhase }) {
  if (phase === "busy") return <LoaderCircle aria-hidden className="size-5 shrink-0 animate-spin" />;
  if (phase === "done") return <Check aria-hidden className="size-5 shrink-0" />;
  return null;
}
