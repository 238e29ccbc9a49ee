import { grouped } from "@/lib/client/numbers";

test.each([
  [0, "0"],
  [999, "999"],
  [1_000, "1,000"],
  [10_000, "10,000"],
  [1_234_567, "1,234,567"],
])("%d reads %s", (count, text) => {
  expect(grouped(count)).toBe(text);
  expect(grouped(count)).toBe(new Intl.NumberFormat("en-GB").format(count));
});
