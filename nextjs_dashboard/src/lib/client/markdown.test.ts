import { blocksOf, progressOf, wordsOf } from "@/lib/client/markdown";

test("a briefing's parts are told apart", () => {
  const text = "# Monday briefing\n\n## Summary\n\nA quiet week.\n- Sent: 3\n- [[Done/EMAIL_1|Contract]] (Ali)\n\n| Agent | Calls |\n|---|---|\n| cloud | 4 |\n";
  expect(blocksOf(text)).toEqual([
    { kind: "heading", level: 1, words: [{ text: "Monday briefing" }] },
    { kind: "heading", level: 2, words: [{ text: "Summary" }] },
    { kind: "text", words: [{ text: "A quiet week." }] },
    { kind: "list", ordered: false, items: [{ words: [{ text: "Sent: 3" }], mark: null }, { words: [{ text: "Contract" }, { text: " (Ali)" }], mark: null }] },
    { kind: "table", head: [[{ text: "Agent" }], [{ text: "Calls" }]], rows: [[[{ text: "cloud" }], [{ text: "4" }]]] },
  ]);
});

test.each(["<script>alert(1)</script>", "![](https://evil.example/pixel.png)", "[Pay here](https://evil.example)", "<img src=x onerror=alert(1)>", "[[javascript:alert(1)]", "https://evil.example"])("%s stays text", (text) => {
  expect(blocksOf(text)).toEqual([{ kind: "text", words: [{ text }] }]);
});

test("only drafts and plans of the vault become links, and only to their own pages", () => {
  expect(wordsOf("[[Pending_Approval/Email/EMAIL_DRAFT_1|Order]] and [[Plans/PLAN_1]]")).toEqual([{ text: "Order", href: "/approvals/any/EMAIL_DRAFT_1" }, { text: " and " }, { text: "PLAN_1", href: "/plans/PLAN_1" }]);
  expect(wordsOf("[[../../etc/passwd|file]]")).toEqual([{ text: "file" }]);
  expect(wordsOf("[[javascript:alert(1)|tap]]")).toEqual([{ text: "tap" }]);
  expect(wordsOf("a **bold** word")).toEqual([{ text: "a " }, { text: "bold", strong: true }, { text: " word" }]);
});

test("a plan's progress is read off its boxes", () => {
  expect(progressOf("## Steps\n\n1. [x] Ask\n2. [X] Order\n3. [!] Pay [Blocked by: Step 2]\n4. [ ] File\n\n- no box")).toEqual({ done: 2, blocked: 1, total: 4 });
  expect(progressOf("")).toEqual({ done: 0, blocked: 0, total: 0 });
});

test("a long hostile text is read at once", () => {
  const started = Date.now();
  blocksOf("[[".repeat(50_000) + "**".repeat(50_000) + "|".repeat(50_000));
  expect(Date.now() - started).toBeLessThan(1000);
});
