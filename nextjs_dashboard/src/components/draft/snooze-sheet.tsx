"use client";

import { useId, useState } from "react";
import { useClock } from "@/components/time/clock-provider";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { fieldTime, snoozeChoices } from "@/lib/client/snooze";
import { dateAndClock } from "@/lib/client/time";

interface SnoozeSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  busy: boolean;
  problem: string | null;
  onSnooze: (until: Date) => void;
}

/** Asks until when the draft stays out of sight. */
export function SnoozeSheet({ open, onOpenChange, ...rest }: SnoozeSheetProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Snooze until when?" description="The draft leaves the queue and comes back at that time. Nothing is sent.">
      <Times {...rest} />
    </Sheet>
  );
}

function Times({ busy, problem, onSnooze }: Omit<SnoozeSheetProps, "open" | "onOpenChange">) {
  const clock = useClock();
  const [now] = useState(() => new Date(clock.now()));
  return (
    <>
      <ul className="mb-4 space-y-2">
        {snoozeChoices(now).map(({ name, until }) => (
          <li key={name}>
            <Button className="w-full justify-between" disabled={busy} onClick={() => onSnooze(until)}>
              {name}
              <span className="text-sm font-normal text-muted">{dateAndClock(until.toISOString())}</span>
            </Button>
          </li>
        ))}
      </ul>
      <OwnTime now={now} busy={busy} onSnooze={onSnooze} />
      <p role="alert" className="mt-2 min-h-5 text-sm text-stop">
        {problem}
      </p>
    </>
  );
}

function OwnTime({ now, busy, onSnooze }: { now: Date; busy: boolean; onSnooze: (until: Date) => void }) {
  const id = useId();
  const [time, setTime] = useState("");
  const until = new Date(time);
  const ahead = until > now;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ahead) onSnooze(until);
      }}
    >
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        Another time
      </label>
      <div className="flex gap-2">
        <input id={id} type="datetime-local" min={fieldTime(now)} value={time} onChange={(event) => setTime(event.target.value)} className="h-12 min-w-0 grow rounded-xl border border-field-line bg-raised px-3 text-base" />
        <Button type="submit" disabled={busy || !ahead}>
          Snooze
        </Button>
      </div>
    </form>
  );
}
