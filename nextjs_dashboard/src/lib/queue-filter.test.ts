import { EVERYTHING, filterFrom, filterQuery, queueHref } from "@/lib/queue-filter";

test.each(["", "category=email", "view=urgent", "category=odoo&view=urgent"])("“%s” is read back from its own address", (query) => {
  expect(filterQuery(filterFrom(new URLSearchParams(query))).toString()).toBe(query);
});

test("what is not understood shows everything", () => {
  expect(filterFrom(new URLSearchParams("category=../etc&view=x"))).toEqual(EVERYTHING);
  expect(queueHref(EVERYTHING)).toBe("/approvals");
});
