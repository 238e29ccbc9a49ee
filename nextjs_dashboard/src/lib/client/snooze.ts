/** Until when a draft may be put off, in the reader's own time. Pure. */

export interface SnoozeChoice {
  name: string;
  until: Date;
}

const EVENING = 19;
const MORNING = 9;
const MONDAY = 1;

export function snoozeChoices(now: Date): SnoozeChoice[] {
  const tonight = at(now, 0, EVENING);
  const tomorrow = at(now, 1, MORNING);
  const monday = at(now, (MONDAY - now.getDay() + 7) % 7 || 7, MORNING);
  const choices = [
    { name: "1 hour", until: new Date(now.getTime() + 3_600_000) },
    { name: "Tonight", until: tonight },
    { name: "Tomorrow", until: tomorrow },
    { name: "Monday", until: monday },
  ];
  return choices.filter(({ name, until }) => until > now && !(name === "Monday" && until.getTime() === tomorrow.getTime()));
}

function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** What a field for date and time takes: "2026-11-21T09:00". */
export function fieldTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}
