import { sampleDraft } from "@/components/testing/samples";
import { age, secondsUntil } from "@/lib/client/time";
import { categoryFrom, dollars, draftHref, primaryAct, recipient, riskWords } from "@/lib/client/wording";

describe("the words on the screen", () => {
  it("name the act on the primary button", () => {
    expect(primaryAct(sampleDraft(), false)).toBe("Send to ali@acme.com");
    expect(primaryAct(sampleDraft(), true)).toBe("Send edited");
    expect(primaryAct(sampleDraft({ cc: ["boss@acme.com"], bcc: ["me@example.com"] }), false)).toBe("Send to 3 people");
    expect(primaryAct(sampleDraft({ action: "archive_everything" }), false)).toBe("Approve: archive everything");
  });

  it("name the recipient, and how many more there are", () => {
    expect(recipient(sampleDraft({ to: ["a@b.c", "d@e.f"], to_name: null }))).toBe("a@b.c and 1 more");
    expect(recipient(sampleDraft({ to: [], to_name: null }))).toBe("No recipient");
  });

  it("explain every risk, also one that is new to this page", () => {
    expect(riskWords("new_recipient").label).toBe("New recipient");
    expect(riskWords("odd_attachment")).toMatchObject({ label: "Odd attachment", tone: "plain" });
  });

  it("never make a cheap call look free", () => {
    expect([dollars(0), dollars(0.0042), dollars(0.41), dollars(2)]).toEqual(["$0.00", "$0.0042", "$0.41", "$2.00"]);
  });

  it("build addresses from ids that need care", () => {
    expect(draftHref({ category: "WhatsApp", id: "WA_1-a" })).toBe("/approvals/whatsapp/WA_1-a");
    expect(categoryFrom("WHATSAPP")).toBe("WhatsApp");
    expect(categoryFrom("../etc")).toBeNull();
  });

  it("tell ages and countdowns", () => {
    const now = Date.parse("2026-11-21T14:02:00Z");
    expect(["2026-11-21T14:01:59Z", "2026-11-21T14:01:48Z", "2026-11-21T13:58:00Z", "2026-11-20T14:00:00Z", "2026-11-18T14:00:00Z", "never"].map((at) => age(at, now))).toEqual(["just now", "12 s", "4 min", "24 h", "3 d", ""]);
    expect(secondsUntil("2026-11-21T14:02:02.100Z", now)).toBe(3);
    expect(secondsUntil("2026-11-21T14:00:00Z", now)).toBe(0);
  });
});
