/** @jest-environment node */
import { hashSync } from "bcryptjs";
import { fingerprint, PasswordCheck } from "@/lib/auth/passwords";

const HASH = hashSync("correct horse", 4);
const HOUR = 3600 * 1000;

test("of a thousand wrong passwords within an hour ten are looked at", async () => {
  const check = new PasswordCheck(() => HASH, () => 1);
  const answers = await Promise.all(Array.from({ length: 1000 }, () => check.check("wrong")));
  expect(answers.filter((answer) => answer === "wrong")).toHaveLength(10);
  expect(await check.check("correct horse")).toBe("too_many");
});

test("after the hour the right password works again", async () => {
  let now = 1;
  const check = new PasswordCheck(() => HASH, () => now);
  for (let tries = 0; tries < 10; tries += 1) await check.check("wrong");
  now += HOUR;
  expect(await check.check("correct horse")).toBe("right");
});

test("right passwords do not use up the tries", async () => {
  const check = new PasswordCheck(() => HASH, () => 1);
  for (let tries = 0; tries < 15; tries += 1) expect(await check.check("correct horse")).toBe("right");
});

test("another password has another fingerprint, so old sessions end", () => {
  expect(fingerprint(HASH)).not.toBe(fingerprint(hashSync("other words", 4)));
});
