import { eventTimes } from "@/lib/event-times";

test.each([
  ["2026-12-01", "2026-12-01", "Tuesday 1 December 2026", "All day"],
  ["2026-12-01", "2026-12-03", "Tuesday 1 December 2026 – Thursday 3 December 2026", "All day"],
  ["2026-11-23T15:00", "2026-11-23T16:30", "Monday 23 November 2026", "15:00 – 16:30"],
  ["2026-11-23T22:00", "2026-11-24T01:00", "Monday 23 November 2026 – Tuesday 24 November 2026", "22:00 – 01:00 on the last day"],
])("%s to %s is shown as a calendar shows it", (start, end, day, hours) => {
  expect(eventTimes(start, end)).toEqual({ day, hours });
});

test.each([
  ["2026-11-23", "2026-11-23T16:00"],
  ["tomorrow", ""],
  ["2026-02-30", "2026-03-01"],
])("%s to %s is no time that could be shown", (start, end) => {
  expect(eventTimes(start, end)).toBeNull();
});
