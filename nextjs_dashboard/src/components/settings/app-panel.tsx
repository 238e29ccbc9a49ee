"use client";

import { Download } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";

/** What Chromium hands out where the page can be installed. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** The dashboard as an app on the home screen, and what it does without the laptop. */
export function AppPanel() {
  const [offer, setOffer] = useState<InstallEvent | null>(null);
  useEffect(() => {
    const keep = (event: Event): void => {
      event.preventDefault();
      setOffer(event as InstallEvent);
    };
    window.addEventListener("beforeinstallprompt", keep);
    return () => window.removeEventListener("beforeinstallprompt", keep);
  }, []);
  return (
    <Panel title="As an app">
      <p className="text-sm">Add the dashboard to the home screen: in Safari “Share”, “Add to Home Screen”; in Chrome the menu, “Install app”.</p>
      {offer && (
        <Button className="mt-3" onClick={() => void offer.prompt()}>
          <Download aria-hidden className="size-5" />
          Install
        </Button>
      )}
      <p className="mt-3 text-sm text-muted">Without the laptop it only says how to go on in Obsidian. No draft and no decision is kept on the phone: you never approve what you do not see as it is now.</p>
    </Panel>
  );
}
