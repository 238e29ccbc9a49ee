"use client";

import { Keyboard } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useShortcuts } from "@/components/keyboard/use-shortcuts";

const ShortcutSheet = dynamic(() => import("@/components/keyboard/shortcut-sheet"), { ssr: false });

/** The list of keys, loaded once it is wanted: "?" opens it, and so does the button in the header of a larger screen. */
export function ShortcutHelp() {
  const [open, setOpen] = useState(false);
  useShortcuts({ "?": () => setOpen(true) });
  return (
    <>
      <button type="button" aria-label="Keyboard shortcuts" onClick={() => setOpen(true)} className="inline-flex size-12 shrink-0 items-center justify-center rounded-xl text-muted hover:bg-hover hover:text-ink">
        <Keyboard aria-hidden className="size-5" />
      </button>
      {open && <ShortcutSheet onClose={() => setOpen(false)} />}
    </>
  );
}
