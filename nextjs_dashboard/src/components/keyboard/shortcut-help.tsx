"use client";

import { Keyboard } from "lucide-react";
import { useState } from "react";
import { useShortcuts } from "@/components/keyboard/use-shortcuts";
import { Sheet } from "@/components/ui/sheet";

const KEYS: [string[], string][] = [
  [["J", "K"], "Next or previous draft"],
  [["Enter"], "Open the draft"],
  [["A", "A"], "Approve: press twice"],
  [["E"], "Edit the text"],
  [["R"], "Reject"],
  [["Z"], "Snooze"],
  [["/"], "Search"],
  [["Esc"], "Close a sheet"],
  [["?"], "This list"],
];

/** The list of keys; "?" opens it, and so does the button in the header of a larger screen. */
export function ShortcutHelp() {
  const [open, setOpen] = useState(false);
  useShortcuts({ "?": () => setOpen(true) });
  return (
    <>
      <button type="button" aria-label="Keyboard shortcuts" onClick={() => setOpen(true)} className="inline-flex size-12 shrink-0 items-center justify-center rounded-xl text-muted hover:bg-hover hover:text-ink">
        <Keyboard aria-hidden className="size-5" />
      </button>
      <Sheet open={open} onOpenChange={setOpen} title="Keyboard shortcuts" description="They work wherever you are not typing.">
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
          {KEYS.map(([keys, meaning]) => (
            <Row key={meaning} keys={keys} meaning={meaning} />
          ))}
        </dl>
      </Sheet>
    </>
  );
}

function Row({ keys, meaning }: { keys: string[]; meaning: string }) {
  return (
    <>
      <dt className="flex gap-1">
        {keys.map((key, index) => (
          <kbd key={index} className="min-w-8 rounded-lg border border-field-line bg-raised px-2 py-1 text-center font-sans text-sm font-medium">
            {key}
          </kbd>
        ))}
      </dt>
      <dd>{meaning}</dd>
    </>
  );
}
