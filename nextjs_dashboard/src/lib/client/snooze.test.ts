import { fieldTime, snoozeChoices } from "@/lib/client/snooze";

const names = (now: Date): string[] => snoozeChoices(now).map(({ name, until }) => `${name} ${fieldTime(until)}`);

test("offers an hour, tonight, tomorrow and Monday", () => {
  expect(names(new Date(2026, 10, 20, 14, 30))).toEqual(["1 hour 2026-11-20T15:30", "Tonight 2026-11-20T19:00", "Tomorrow 2026-11-21T09:00", "Monday 2026-11-23T09:00"]);
});

test("offers no evening that is over, and Monday once only", () => {
  expect(names(new Date(2026, 10, 22, 21, 0))).toEqual(["1 hour 2026-11-22T22:00", "Tomorrow 2026-11-23T09:00"]);
});

test("on a Monday, Monday is the next one", () => {
  expect(names(new Date(2026, 10, 23, 8, 0)).at(-1)).toBe("Monday 2026-11-30T09:00");
});
