import { billOf } from "@/lib/client/line-items";

const HEAD = "| Item | Quantity | Unit price | Tax % |\n|---|---|---|---|\n";

test("lines and sums of an invoice come out to the cent", () => {
  const bill = billOf(`Hello\n\n${HEAD}| Bracket | 12 | 8.50 | 19 |\n| Hours | 2.5 | 1060 | 19% |\n\nPayable at once.`);
  expect(bill).toMatchObject({ net: "2,752.00", tax: "522.88", gross: "3,274.88", note: "Hello\n\n\nPayable at once." });
  expect(bill?.items.map(({ total }) => total)).toEqual(["102.00", "2,650.00"]);
});

test("a tenth added three times is three tenths, and half a cent rounds away from zero", () => {
  expect(billOf(`${HEAD}| A | 3 | 0.1 | 0 |`)?.gross).toBe("0.30");
  expect(billOf(`${HEAD}| A | 1 | 0.005 | 0 |`)?.net).toBe("0.01");
  expect(billOf(`${HEAD}| Discount | -1 | 0.005 | 0 |`)?.net).toBe("-0.01");
});

test("a line that leaves its tax to the books leaves the sum with tax open", () => {
  expect(billOf(`${HEAD}| A | 1 | 10 | 19 |\n| B \\| C | 1 | 5 | |`)).toMatchObject({ net: "15.00", tax: null, gross: null });
});

test.each(["", "no table", HEAD, `${HEAD}| A | one | 10 | 19 |`, `${HEAD}| A | 1 | 10 |`, `${HEAD}|  | 1 | 10 | 19 |`, `${HEAD}| A | 1 | 1e9 | 19 |`])("what cannot be read whole is no bill: %j", (text) => {
  expect(billOf(text)).toBeNull();
});
