"use client";

import { BellOff, BellRing } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { DeviceRow } from "@/components/settings/device-row";
import { useApi, useRead } from "@/components/live/api-provider";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { ApiFailure, plainWords } from "@/lib/client/api";
import { deviceLabel, pushSupport, subscribe, unsubscribe, type PushSupport } from "@/lib/client/push";
import type { PushStatus } from "@/lib/types";

const OBSTACLES: Record<Exclude<PushSupport, "ready">, string> = {
  insecure: "Notifications need https. See docs/platinum/dashboard-setup.md: “tailscale serve” gives this dashboard an https address.",
  install_first: "On an iPhone or iPad, add the dashboard to the home screen first: Share, then “Add to Home Screen”. Then switch notifications on in the app.",
  denied: "This browser is told to show no notifications of this page. Allow them in the browser’s settings for this address.",
  unsupported: "This browser cannot show notifications while the page is closed.",
};

/** Where the owner keeps which of this browser's devices it is; only this browser knows. */
const OWN_DEVICE = "push-device";

/** Notifications on this device and on others. */
export function NotificationsPanel({ initial }: { initial: PushStatus }) {
  const { data = initial, mutate } = useRead("/api/push", initial);
  const support = useSyncExternalStore(never, pushSupport, () => null);
  const own = useSyncExternalStore(onStorage, readOwn, () => null);
  const { busy, problem, run } = useAct(() => void mutate());
  const api = useApi();
  const isOn = data.devices.some((device) => device.id === own);
  const switchOn = async (): Promise<void> => {
    const keys = await subscribe(data.public_key);
    if (!keys) throw new ApiFailure(0, "denied", OBSTACLES.denied);
    keepOwn((await api.addDevice({ ...keys, label: deviceLabel(navigator.userAgent) })).id);
  };
  const switchOff = async (id: string): Promise<void> => {
    await api.forgetDevice(id);
    if (id === own) await unsubscribe();
  };
  return (
    <Panel title="Notifications">
      <p className="mb-3 text-sm text-muted">A new draft rings on this device, also while the page is closed. The lock screen shows the sender and whether it is urgent, never the subject or the text.</p>
      {support !== null && support !== "ready" && <Notice className="mb-3">{OBSTACLES[support]}</Notice>}
      {support === "ready" && !isOn && (
        <Button tone="go" disabled={busy} data-testid="push-on" onClick={() => void run(switchOn)}>
          <BellRing aria-hidden className="size-5" />
          {busy ? "One moment…" : "Switch on for this device"}
        </Button>
      )}
      {data.devices.length > 0 && (
        <ul className="divide-y divide-line">
          {data.devices.map((device) => (
            <li key={device.id}>
              <DeviceRow device={device} here={device.id === own} onChange={() => void mutate()} onForget={() => run(() => switchOff(device.id))} />
            </li>
          ))}
        </ul>
      )}
      {data.devices.length === 0 && (
        <p className="mt-3 flex items-center gap-2 text-sm text-muted">
          <BellOff aria-hidden className="size-4" /> No device is told yet.
        </p>
      )}
      <p role="alert" className="mt-2 text-sm text-stop empty:hidden">
        {problem}
      </p>
    </Panel>
  );
}

function useAct(after: () => void): { busy: boolean; problem: string | null; run: (act: () => Promise<void>) => Promise<void> } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
      after();
    } catch (failure) {
      setProblem(failure instanceof ApiFailure ? plainWords(failure) : "The push service of this browser did not answer. Try again later.");
    }
    setBusy(false);
  };
  return { busy, problem, run };
}

function never(): () => void {
  return () => undefined;
}

const storeListeners = new Set<() => void>();

function onStorage(listener: () => void): () => void {
  storeListeners.add(listener);
  return () => storeListeners.delete(listener);
}

function readOwn(): string | null {
  return window.localStorage.getItem(OWN_DEVICE);
}

function keepOwn(id: string): void {
  window.localStorage.setItem(OWN_DEVICE, id);
  for (const listener of storeListeners) listener();
}
