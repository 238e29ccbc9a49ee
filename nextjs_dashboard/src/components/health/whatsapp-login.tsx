"use client";

import { LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { useApi, useRead } from "@/components/live/api-provider";
import { useNow } from "@/components/time/clock-provider";
import { Button } from "@/components/ui/button";
import { plainWords } from "@/lib/client/api";
import type { WhatsAppLogin as Login } from "@/lib/types";

const EVERY_MS = 2_000;

/** Links this machine to WhatsApp: the code is fetched and shown only once it is asked for. */
export function WhatsAppLogin() {
  const api = useApi();
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = async (): Promise<void> => {
    setAsked(true);
    setProblem(null);
    try {
      await api.beginWhatsAppLogin();
    } catch (failure) {
      setAsked(false);
      setProblem(plainWords(failure));
    }
  };
  return (
    <div className="mt-3">
      {asked ? (
        <CodeToScan onClose={() => setAsked(false)} />
      ) : (
        <>
          <Button data-testid="whatsapp-login" onClick={() => void ask()}>
            Log in
          </Button>
          <p className="mt-1 text-xs text-muted">
            Or on the laptop: <code>local-agent whatsapp-login</code>
          </p>
        </>
      )}
      {problem && (
        <p role="alert" className="mt-1 font-medium">
          {problem}
        </p>
      )}
    </div>
  );
}

function CodeToScan({ onClose }: { onClose: () => void }) {
  const { data, error, mutate } = useRead("/api/whatsapp/login");
  useEffect(() => {
    const timer = setInterval(() => void mutate(), EVERY_MS);
    return () => clearInterval(timer);
  }, [mutate]);
  return (
    <section aria-label="Log in to WhatsApp" className="rounded-2xl border border-line bg-raised p-4">
      <ol className="mb-3 list-decimal space-y-1 pl-5">
        <li>Open WhatsApp on your phone</li>
        <li>
          Tap <strong>Linked devices</strong> in the menu or the settings
        </li>
        <li>
          Tap <strong>Link a device</strong> and scan this code
        </li>
      </ol>
      {error === undefined ? <Code login={data} /> : <p role="alert">{plainWords(error)}</p>}
      <Button tone="plain" className="mt-2" onClick={onClose}>
        Hide the code
      </Button>
    </section>
  );
}

function Code({ login }: { login: Login | undefined }) {
  const expires = Date.parse(login?.expires_at ?? "");
  const good = useNow((now) => expires > now) && login?.picture;
  if (login?.state === "off") return <p role="status">The WhatsApp link does not run on the laptop. Start it there: pm2 restart whatsapp_watcher</p>;
  if (login?.state === "linked") return <p role="status">Linked. Messages are read from now on.</p>;
  if (!good) {
    return (
      <p role="status" className="flex items-center gap-2">
        <LoaderCircle aria-hidden className="size-5 animate-spin" />
        Waiting for a code…
      </p>
    );
  }
  return (
    <>
      {/* eslint-disable-next-line @next/next/no-img-element -- a data: address that lives for seconds */}
      <img src={good} alt="QR code that links this laptop to your WhatsApp" data-testid="whatsapp-code" className="block w-64 max-w-full rounded-lg bg-white p-3 [image-rendering:pixelated]" />
      <p className="mt-2 text-xs text-muted">The code changes every few seconds. Whoever scans it can read your chats: show it to nobody.</p>
    </>
  );
}
