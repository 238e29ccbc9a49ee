"use client";

import { useState } from "react";
import { useApi } from "@/components/live/api-provider";
import { At } from "@/components/time/times";
import { Button } from "@/components/ui/button";
import { plainWords } from "@/lib/client/api";
import type { PushDevice } from "@/lib/types";

interface DeviceRowProps {
  device: PushDevice;
  /** Whether it is the one in the owner's hands. */
  here: boolean;
  onChange: () => void;
  onForget: () => Promise<void>;
}

/** One device that is told, with a test and a way to leave it out. */
export function DeviceRow({ device, here, onChange, onForget }: DeviceRowProps) {
  const api = useApi();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ sent: boolean; words: string } | null>(null);
  const test = async (): Promise<void> => {
    setBusy(true);
    try {
      await api.testDevice(device.id);
      setOutcome({ sent: true, words: "Sent. It should ring within seconds." });
    } catch (failure) {
      setOutcome({ sent: false, words: plainWords(failure) });
    }
    setBusy(false);
    onChange();
  };
  return (
    <div data-testid={`device-${device.id}`} className="py-3 text-sm">
      <p className="text-base font-medium">
        {device.label}
        {here && <span className="text-muted"> · this device</span>}
      </p>
      <p className="text-muted">
        Since <At at={device.added_at} style="date" />
        {device.last_success !== null && (
          <>
            , last rang <At at={device.last_success} style="date" />
          </>
        )}
      </p>
      {device.problem !== null && outcome === null && <p className="text-stop">{device.problem}</p>}
      <div className="mt-2 flex gap-4">
        <Button disabled={busy} onClick={() => void test()} data-testid="push-test">
          {busy ? "Sending…" : "Test"}
        </Button>
        <Button tone="plain" disabled={busy} onClick={() => void onForget()}>
          {here ? "Switch off" : "Remove"}
        </Button>
      </div>
      <p role="status" className={outcome?.sent === false ? "mt-1 text-stop empty:hidden" : "mt-1 text-go-ink empty:hidden"}>
        {outcome?.words}
      </p>
    </div>
  );
}
