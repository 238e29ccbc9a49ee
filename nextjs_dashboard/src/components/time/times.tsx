"use client";

import { useNow, useTimeZone } from "@/components/time/clock-provider";
import { age, ago, clock, clockWithSeconds, dateAndClock, shortDay } from "@/lib/client/time";

/** "4 min": how old something is. */
export function Age({ at }: { at: string }) {
  const text = useNow((now) => age(at, now));
  return <time dateTime={at}>{text}</time>;
}

/** "12 s ago". */
export function Ago({ at }: { at: string }) {
  const text = useNow((now) => ago(at, now));
  return <time dateTime={at}>{text}</time>;
}

/** "14:02", "14:02:05" "Sat 21 Nov, 14:02" or "21 Nov" in the reader's time zone. */
export function At({ at, style = "minutes" }: { at: string; style?: "minutes" | "seconds" | "date" | "day" }) {
  const zone = useTimeZone();
  const write = { minutes: clock, seconds: clockWithSeconds, date: dateAndClock, day: shortDay }[style];
  return <time dateTime={at}>{write(at, zone)}</time>;
}
