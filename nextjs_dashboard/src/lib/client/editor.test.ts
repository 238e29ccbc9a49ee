import { sampleDraft } from "@/components/testing/samples";
import { editDraft, isDirty, openEditor, storedForm, wantsSave } from "@/lib/client/editor";

const draft = sampleDraft({ text: "as drafted" });

describe("editing a draft", () => {
  it("wants to save once the text is another one", () => {
    expect(wantsSave(openEditor(draft))).toBe(false);
    expect(wantsSave(editDraft(openEditor(draft), { kind: "typed", text: "as I like it" }))).toBe(true);
  });

  it("takes blank lines at the end and other line ends for no change", () => {
    expect(isDirty(editDraft(openEditor(draft), { kind: "typed", text: "\r\nas drafted\n \n" }))).toBe(false);
    expect(storedForm("\n\n  a\r\nb \n\t\n")).toBe("  a\nb ");
  });

  it("never saves an empty draft", () => {
    expect(wantsSave(editDraft(openEditor(draft), { kind: "typed", text: "  \n" }))).toBe(false);
  });

  it("does not try again by itself after a failed save, but does after more typing", () => {
    const typed = editDraft(openEditor(draft), { kind: "typed", text: "mine" });
    const failed = editDraft(typed, { kind: "save_failed", message: "No answer." });
    expect(wantsSave(failed)).toBe(false);
    expect(wantsSave(editDraft(failed, { kind: "typed", text: "mine too" }))).toBe(true);
  });

  it("keeps what was typed while a save was under way", () => {
    let state = editDraft(openEditor(draft), { kind: "typed", text: "one" });
    state = editDraft(state, { kind: "save_started" });
    state = editDraft(state, { kind: "typed", text: "one two" });
    state = editDraft(state, { kind: "saved", detail: sampleDraft({ text: "one", edited: true, sha256: "c" }) });
    expect(state.text).toBe("one two");
    expect(wantsSave(state)).toBe(true);
  });

  it("shows the new text and keeps the owner's when the draft changed elsewhere", () => {
    const typed = editDraft(openEditor(draft), { kind: "typed", text: "mine" });
    const state = editDraft(typed, { kind: "seen", detail: sampleDraft({ text: "theirs", sha256: "c" }) });
    expect(state.text).toBe("theirs");
    expect(state.changed).toEqual({ mine: "mine" });
    expect(editDraft(state, { kind: "mine_restored" }).text).toBe("mine");
  });

  it("says so when only the recipient changed", () => {
    const state = editDraft(openEditor(draft), { kind: "seen", detail: sampleDraft({ text: "as drafted", to: ["eve@evil.example"], sha256: "c" }) });
    expect(state.changed).toEqual({ mine: null });
  });

  it("is not alarmed by the same bytes", () => {
    expect(editDraft(openEditor(draft), { kind: "seen", detail: draft }).changed).toBeNull();
  });
});
