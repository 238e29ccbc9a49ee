import { longestRemark, REJECT_CHIPS, rejectReason } from "@/components/draft/reject-reason";

describe("a reason for a rejection", () => {
  it("joins chips and words", () => {
    expect(rejectReason(["Tone", "Too long"], " Shorter, please ")).toBe("Tone, Too long: Shorter, please");
    expect(rejectReason([], "")).toBe("");
  });

  it("never grows beyond 200 characters", () => {
    expect(rejectReason(REJECT_CHIPS, "x".repeat(longestRemark(REJECT_CHIPS)))).toHaveLength(200);
    expect(longestRemark([])).toBe(200);
  });
});
