"use client";

import { useState } from "react";
import { firstPart, moreLabel } from "@/components/draft/text-fold";
import { At } from "@/components/time/times";
import { Button } from "@/components/ui/button";
import type { ApprovalDetail } from "@/lib/types";

/** The message that is answered, as plain text: whatever it holds, nothing in it is ever run or loaded. */
export function IncomingMessage({ original }: { original: NonNullable<ApprovalDetail["original"]> }) {
  const [open, setOpen] = useState(false);
  const part = open ? null : firstPart(original.text);
  return (
    <section className="mb-4 rounded-2xl border border-line bg-card p-4">
      <p className="text-sm text-muted">You answer</p>
      <h2 className="text-base font-semibold">{original.subject || "(no subject)"}</h2>
      <p className="mb-3 text-sm text-muted">
        {original.from}
        {original.received && (
          <>
            {" · "}
            <At at={original.received} style="date" />
          </>
        )}
      </p>
      <p className="text-sm leading-relaxed whitespace-pre-wrap">{part === null ? original.text : `${part}…`}</p>
      {part !== null && (
        <Button className="mt-3 w-full" onClick={() => setOpen(true)}>
          {moreLabel(original.text, part)}
        </Button>
      )}
    </section>
  );
}
