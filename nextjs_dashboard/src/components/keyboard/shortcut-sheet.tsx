"use client";

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

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title="Keyboard shortcuts" description="They work wherever you are not typing.">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
        {KEYS.map(([keys, meaning]) => (
          <Row key={meaning} keys={keys} meaning={meaning} />
        ))}
      </dl>
    </Sheet>
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
