/** @jest-environment node */
import { readFileSync } from "node:fs";
import path from "node:path";
import { postLength, weightedLength } from "@/lib/client/post-length";

const CASES = JSON.parse(readFileSync(path.join(process.cwd(), "..", "tests", "fixtures", "x_lengths.json"), "utf8")) as { text: string; length: number }[];

test.each(CASES)("X counts $text as $length, as the agent does", ({ text, length }) => {
  expect(weightedLength(text)).toBe(length);
});

test("each platform has its own limit, and X counts the link that goes below the text", () => {
  expect(postLength("linkedin", "👍", null)).toEqual({ length: 2, limit: 3000 });
  expect(postLength("twitter", "New", "https://acme.example/a/long/address")).toEqual({ length: 28, limit: 280 });
  expect(postLength("mastodon", "New", null)).toBeNull();
});
