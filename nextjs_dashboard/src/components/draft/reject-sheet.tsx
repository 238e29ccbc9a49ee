"use client";

import clsx from "clsx";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { REJECT_CHIPS, longestRemark, rejectReason } from "@/components/draft/reject-reason";

interface RejectSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  busy: boolean;
  problem: string | null;
  /** `reason` is at most 200 characters; empty when the owner gave none. */
  onReject: (reason: string) => void;
  /** Missing where no other version can be had. */
  onRedraft?: ((reason: string) => void) | undefined;
}

/** Asks why, if the owner cares to say. */
export function RejectSheet({ open, onOpenChange, ...rest }: RejectSheetProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Reject this draft?" description="Nothing is sent. The draft is kept under Rejected.">
      <RejectForm {...rest} />
    </Sheet>
  );
}

function RejectForm({ busy, problem, onReject, onRedraft }: Omit<RejectSheetProps, "open" | "onOpenChange">) {
  const [chips, setChips] = useState<string[]>([]);
  const [remark, setRemark] = useState("");
  const id = useId();
  const room = longestRemark(chips);
  const toggle = (chip: string): void => setChips(chips.includes(chip) ? chips.filter((other) => other !== chip) : [...chips, chip]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onReject(rejectReason(chips, remark));
      }}
    >
      <div role="group" aria-label="Reason" className="mb-4 flex flex-wrap gap-2">
        {REJECT_CHIPS.map((chip) => (
          <button key={chip} type="button" aria-pressed={chips.includes(chip)} onClick={() => toggle(chip)} className={clsx("min-h-12 rounded-full border px-4 text-sm font-medium", chips.includes(chip) ? "border-ink bg-ink text-canvas" : "border-field-line hover:bg-hover")}>
            {chip}
          </button>
        ))}
      </div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        Anything else? (optional)
      </label>
      <textarea id={id} rows={3} maxLength={room} value={remark} onChange={(event) => setRemark(event.target.value)} data-testid="reject-reason" className="block w-full rounded-xl border border-field-line bg-raised p-3 text-base" />
      <p className="mt-1 text-right text-xs text-muted">
        {Math.max(0, room - remark.length)} characters left
      </p>
      <p role="alert" className="min-h-5 text-sm text-stop">
        {problem}
      </p>
      <div className="mt-1 flex flex-col gap-3">
        {onRedraft && (
          <Button disabled={busy || remark.length > room} data-testid="redraft" className="w-full" onClick={() => onRedraft(rejectReason(chips, remark))}>
            Ask for another version
          </Button>
        )}
        <Button type="submit" tone="stop" disabled={busy || remark.length > room} data-testid="confirm-reject" className="w-full">
          {busy ? "One moment…" : "Reject draft"}
        </Button>
      </div>
    </form>
  );
}
