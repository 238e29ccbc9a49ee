import { safeNext } from "@/components/login/next-address";

describe("where a login leads", () => {
  it("goes back to the page that asked for it", () => {
    expect(safeNext("/approvals/email/EMAIL_DRAFT_1?x=1")).toBe("/approvals/email/EMAIL_DRAFT_1?x=1");
  });

  it.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", "", null, undefined, "/login?next=/", "/api/approve"])("never leaves the dashboard for %j", (asked) => {
    expect(safeNext(asked)).toBe("/");
  });
});
