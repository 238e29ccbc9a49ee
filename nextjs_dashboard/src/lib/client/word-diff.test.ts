import { countChanges, wordDiff } from "@/lib/client/word-diff";

describe("comparing two texts", () => {
  it("finds the one word that was replaced", () => {
    expect(wordDiff("You have it by five today", "You have it by six today")).toEqual([
      { kind: "same", text: "You have it by " },
      { kind: "removed", text: "five" },
      { kind: "added", text: "six" },
      { kind: "same", text: " today" },
    ]);
  });

  it("gives both texts back, whatever was changed", () => {
    const texts = ["", "a", "a b c", "c b a", "one\n\ntwo", "one two three four", "x a b x c y", "   "];
    for (const before of texts) {
      for (const after of texts) {
        const parts = wordDiff(before, after);
        const side = (skip: string): string => parts.filter((part) => part.kind !== skip).map((part) => part.text).join("");
        expect(side("added")).toBe(before);
        expect(side("removed")).toBe(after);
      }
    }
  });

  it("counts words, not spaces", () => {
    expect(countChanges(wordDiff("a b c", "a x y c"))).toEqual({ added: 2, removed: 1 });
  });

  it("answers for texts too long to compare", () => {
    const words = (letter: string): string => Array.from({ length: 3_000 }, (_, index) => `${letter}${index}`).join(" ");
    expect(countChanges(wordDiff(words("a"), words("b")))).toEqual({ added: 3_000, removed: 3_000 });
  });
});
