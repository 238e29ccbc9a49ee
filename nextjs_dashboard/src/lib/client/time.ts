/** Times as a person says them. All functions are pure: now comes in as milliseconds since 1970. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "just now", "12 s", "4 min", "3 h", "2 d": the age of an instant, short enough for a card. */
export function age(at: string, now: number): string {
  const milliseconds = now - Date.parse(at);
  if (Number.isNaN(milliseconds)) return "";
  if (milliseconds < 2 * SECOND) return "just now";
  if (milliseconds < MINUTE) return `${Math.floor(milliseconds / SECOND)} s`;
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
  if (milliseconds < 2 * DAY) return `${Math.floor(milliseconds / HOUR)} h`;
  return `${Math.floor(milliseconds / DAY)} d`;
}

/** "12 s ago", or "just now". */
export function ago(at: string, now: number): string {
  const text = age(at, now);
  return text === "" || text === "just now" ? text : `${text} ago`;
}

/** Whole seconds until an instant, never below zero. */
export function secondsUntil(at: string, now: number): number {
  const milliseconds = Date.parse(at) - now;
  return Number.isNaN(milliseconds) ? 0 : Math.max(0, Math.ceil(milliseconds / SECOND));
}

/** "14:02" in the given zone; undefined is the reader's own. */
export function clock(at: string, timeZone?: string): string {
  return format(at, { hour: "2-digit", minute: "2-digit", timeZone });
}

/** "14:02:05". */
export function clockWithSeconds(at: string, timeZone?: string): string {
  return format(at, { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone });
}

/** "Sat 21 Nov, 14:02". */
export function dateAndClock(at: string, timeZone?: string): string {
  return format(at, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone });
}

/** "21 Nov". */
export function shortDay(at: string, timeZone?: string): string {
  return format(at, { day: "numeric", month: "short", timeZone });
}

/** "Saturday 21 November". */
export function day(at: string, timeZone?: string): string {
  return format(at, { weekday: "long", day: "numeric", month: "long", timeZone });
}

function format(at: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "" : new Intl.DateTimeFormat("en-GB", options).format(date);
}
