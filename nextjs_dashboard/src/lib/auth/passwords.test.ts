/** @jest-environment node */
import { hashSync } from "bcryptjs";
import { deviceOf, deviceToken, newDevice } from "@/lib/auth/devices";
import { fingerprint, PasswordCheck, type Knocker, type PasswordAnswer } from "@/lib/auth/passwords";

const HASH = hashSync("correct horse", 4);
const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const RIGHT: PasswordAnswer = { state: "right" };

function from(address: string): Knocker {
  return { address, device: null, inside: false };
}

const PHONE: Knocker = { address: "10.0.0.2", device: "phone", inside: false };

async function guess(check: PasswordCheck, times: number, knocker: (number: number) => Knocker): Promise<number> {
  const answers = await Promise.all(Array.from({ length: times }, (_, number) => check.check("wrong", knocker(number))));
  return answers.filter(({ state }) => state === "wrong").length;
}

test("of a thousand wrong passwords within an hour ten are looked at, wherever they come from", async () => {
  const check = new PasswordCheck(() => HASH, () => 1);
  expect(await guess(check, 1000, (number) => from(`192.0.2.${number % 250}`))).toBe(10);
  expect((await check.check("correct horse", from("198.51.100.1"))).state).toBe("too_many");
});

test("one address leaves tries to others", async () => {
  const check = new PasswordCheck(() => HASH, () => 1);
  expect(await guess(check, 1000, () => from("192.0.2.1"))).toBe(5);
  expect(await check.check("correct horse", from("198.51.100.1"))).toEqual(RIGHT);
});

test("a device that logged in before keeps its tries while strangers guess, and has ten", async () => {
  const check = new PasswordCheck(() => HASH, () => 1);
  await guess(check, 1000, (number) => from(`192.0.2.${number % 250}`));
  expect(await check.check("correct horse", PHONE)).toEqual(RIGHT);
  expect(await guess(check, 1000, () => PHONE)).toBe(10);
  expect((await check.check("correct horse", PHONE)).state).toBe("too_many");
  expect(await check.check("correct horse", { ...PHONE, device: "laptop" })).toEqual(RIGHT);
});

test("whoever is inside confirms with tries of their own", async () => {
  const check = new PasswordCheck(() => HASH, () => 1);
  await guess(check, 1000, (number) => from(`192.0.2.${number % 250}`));
  expect(await check.check("correct horse", { ...from("192.0.2.1"), inside: true })).toEqual(RIGHT);
});

test("what has to be waited is told, and after it one more try is there", async () => {
  let now = HOUR;
  const check = new PasswordCheck(() => HASH, () => now);
  for (let tries = 0; tries < 10; tries += 1) {
    await check.check("wrong", PHONE);
    now += MINUTE;
  }
  expect(await check.check("correct horse", PHONE)).toEqual({ state: "too_many", seconds: 50 * 60 });
  now += 50 * MINUTE;
  expect(await check.check("wrong", PHONE)).toEqual({ state: "wrong" });
  expect((await check.check("correct horse", PHONE)).state).toBe("too_many");
  now += MINUTE;
  expect(await check.check("correct horse", PHONE)).toEqual(RIGHT);
});

test("on the machine itself the owner gives all tries back", async () => {
  let unlocked = 0;
  const check = new PasswordCheck(() => HASH, () => HOUR, () => unlocked);
  await guess(check, 20, (number) => from(`192.0.2.${number}`));
  expect((await check.check("correct horse", from("192.0.2.99"))).state).toBe("too_many");
  unlocked = HOUR;
  expect(await check.check("correct horse", from("192.0.2.99"))).toEqual(RIGHT);
});

test("right passwords do not use up the tries", async () => {
  const check = new PasswordCheck(() => HASH, () => 1);
  for (let tries = 0; tries < 15; tries += 1) expect(await check.check("correct horse", from("192.0.2.1"))).toEqual(RIGHT);
});

test("another password has another fingerprint, so old sessions end", () => {
  expect(fingerprint(HASH)).not.toBe(fingerprint(hashSync("other words", 4)));
});

describe("a device's cookie", () => {
  const keys = { secret: "s".repeat(43), passwordHash: HASH };
  const device = newDevice();
  const token = deviceToken(device, HOUR, keys);

  test("names the device", () => expect(deviceOf(token, HOUR, keys)).toBe(device));

  test.each([
    ["another secret", { ...keys, secret: "t".repeat(43) }],
    ["another password", { ...keys, passwordHash: hashSync("other words", 4) }],
  ])("counts for nothing with %s", (_name, other) => expect(deviceOf(token, HOUR, other)).toBeNull());

  test.each([
    ["none", undefined],
    ["nothing", ""],
    ["another device", token.replace(device, newDevice())],
    ["a longer life", token.replace(/\.\d+\./, ".99999999999.")],
    ["no signature", token.slice(0, -64) + "0".repeat(64)],
    ["half of it", token.slice(0, 40)],
    ["more behind it", `${token}0`],
    ["a line break", `${token}\n`],
  ])("counts for nothing as %s", (_name, given) => expect(deviceOf(given, HOUR, keys)).toBeNull());

  test("ends after 400 days", () => expect(deviceOf(token, HOUR + 401 * 24 * HOUR, keys)).toBeNull());
});
