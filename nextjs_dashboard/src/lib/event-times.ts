/** When a calendar event is: whole days, or local times in a named timezone, as agent_skills/domain/event_times.py has it. Pure. */

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;
const ZONE = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*)*$/;

export function isDay(text: string): boolean {
  return DAY.test(text) && exists(text);
}

function isLocalTime(text: string): boolean {
  return TIME.test(text) && exists(text.slice(0, 10));
}

/** Whether the calendar has such a day; it has no year 0. */
function exists(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !day.startsWith("0000") && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function isZone(name: string): boolean {
  if (!ZONE.test(name)) return false;
  try {
    const known = new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone;
    return known === name || known.toLowerCase() !== name.toLowerCase(); // an alias has another name, a wrong case has not
  } catch {
    return false;
  }
}

/** What is wrong with the times of an event; null where they can stand in a calendar. */
export function problemOfTimes(start: string, end: string, timezone: string | null): string | null {
  const wholeDays = isDay(start) && isDay(end);
  if (!wholeDays && !(isLocalTime(start) && isLocalTime(end))) return "Its start and end must both be days like 2026-11-21 or both times like 2026-11-21T15:00.";
  if (!wholeDays && !(timezone && isZone(timezone))) return "It needs a timezone like Europe/Berlin.";
  const backwards = wholeDays ? end < start : end <= start;
  return backwards ? "It ends before it begins." : null;
}

/** An event's days and hours as a calendar shows them. */
export interface EventTimes {
  day: string; // "Monday 23 November 2026", or the first and the last one
  hours: string; // "15:00 – 16:30", or "All day"
}

const DAY_WORDS = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** Null where there is no time that could be shown: the draft cannot be approved as it is. */
export function eventTimes(start: string, end: string): EventTimes | null {
  if (isDay(start) && isDay(end)) return { day: span(dayWords(start), dayWords(end)), hours: "All day" };
  if (!isLocalTime(start) || !isLocalTime(end)) return null;
  const [[from, begins], [until, ends]] = [halves(start), halves(end)];
  if (from === until) return { day: dayWords(from), hours: `${begins} – ${ends}` };
  return { day: span(dayWords(from), dayWords(until)), hours: `${begins} – ${ends} on the last day` };
}

function halves(time: string): [day: string, hour: string] {
  return [time.slice(0, 10), time.slice(11)];
}

function dayWords(day: string): string {
  const parts = DAY_WORDS.formatToParts(new Date(`${day}T00:00:00Z`));
  return parts.filter(({ type }) => type !== "literal").map(({ value }) => value).join(" "); // server and browser differ in their commas
}

function span(from: string, until: string): string {
  return from === until ? from : `${from} – ${until}`;
}
