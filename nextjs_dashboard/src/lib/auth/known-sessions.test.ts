/** @jest-environment node */
import { KnownSessions } from "@/lib/auth/known-sessions";

const PASSWORD = "of the present password";
const START = Date.parse("2026-11-21T09:00:00Z");
const inSeconds = (seconds: number): number => START / 1000 + seconds;

let now = START;
let sessions = new KnownSessions(() => now);

beforeEach(() => {
  now = START;
  sessions = new KnownSessions(() => now);
});

test("a session that was found genuine is known by its very cookie only", () => {
  sessions.remember("cookie", { exp: inSeconds(3600), fingerprint: PASSWORD });
  expect(sessions.has("cookie", PASSWORD)).toBe(true);
  expect(["cookie ", "Cookie", "cooki", ""].map((other) => sessions.has(other, PASSWORD))).toEqual([false, false, false, false]);
});

test("a session that ends is known to its last second, and no longer", () => {
  sessions.remember("cookie", { exp: inSeconds(5), fingerprint: PASSWORD });
  now = START + 4_999;
  expect(sessions.has("cookie", PASSWORD)).toBe(true);
  now = START + 5_000;
  expect(sessions.has("cookie", PASSWORD)).toBe(false);
});

test("a session is opened again after a minute", () => {
  sessions.remember("cookie", { exp: inSeconds(3600), fingerprint: PASSWORD });
  now = START + 60_000;
  expect(sessions.has("cookie", PASSWORD)).toBe(false);
});

test("a new password ends the sessions of the old one at once", () => {
  sessions.remember("cookie", { exp: inSeconds(3600), fingerprint: PASSWORD });
  expect(sessions.has("cookie", "of a new password")).toBe(false);
  expect(sessions.has("cookie", PASSWORD)).toBe(false);
});

test("many sessions push out the oldest, and the newest stay", () => {
  for (let number = 0; number < 1_000; number += 1) sessions.remember(`cookie ${number}`, { exp: inSeconds(3600), fingerprint: PASSWORD });
  const known = Array.from({ length: 1_000 }, (_, number) => sessions.has(`cookie ${number}`, PASSWORD));
  expect(known.filter(Boolean)).toHaveLength(100);
  expect([known[0], known[899], known[900], known[999]]).toEqual([false, false, true, true]);
});
