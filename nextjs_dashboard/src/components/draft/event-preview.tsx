"use client";

import { CalendarDays, Clock, Globe, MapPin, Users, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { fieldOf, listOf } from "@/lib/client/acts";
import { eventTimes } from "@/lib/event-times";
import type { ApprovalDetail } from "@/lib/types";

type Routing = NonNullable<ApprovalDetail["routing"]>;

/** The event as a calendar shows it: what, when, where and who is invited. Its description is the draft's text. */
export function EventPreview({ routing }: { routing: Routing }) {
  const [start, end] = [fieldOf(routing, "start"), fieldOf(routing, "end")];
  const times = eventTimes(start, end);
  const place = fieldOf(routing, "location");
  return (
    <section aria-label="Event" className="mb-4 space-y-2 rounded-2xl border border-line bg-card p-4 text-base">
      <p data-testid="event-title" className="text-xl font-semibold tracking-tight break-words">
        {fieldOf(routing, "title")}
      </p>
      <Line icon={CalendarDays}>{times ? times.day : `${start} – ${end}`}</Line>
      {times && <Line icon={Clock}>{times.hours}</Line>}
      {times?.hours !== "All day" && fieldOf(routing, "timezone") !== "" && <Line icon={Globe}>{fieldOf(routing, "timezone")}</Line>}
      {place !== "" && <Line icon={MapPin}>{place}</Line>}
      <Line icon={Users}>
        <Invited people={listOf(routing.attendees)} />
      </Line>
    </section>
  );
}

function Invited({ people }: { people: string[] }) {
  if (people.length === 0) return "Nobody is invited";
  return people.map((address) => (
    <span key={address} className="block break-words">
      {address}
    </span>
  ));
}

function Line({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <div className="flex items-start gap-2">
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0 text-muted" />
      <span className="min-w-0">{children}</span>
    </div>
  );
}
