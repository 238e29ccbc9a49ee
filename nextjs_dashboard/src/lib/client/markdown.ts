/** The markdown that briefings and plans are made of, as data: nothing of it becomes HTML, a picture or a link out. Pure. */

export interface Words {
  text: string;
  strong?: true;
  /** A page of this dashboard; there are no other links. */
  href?: string;
}

export type Mark = "open" | "done" | "blocked" | null;
export type Item = { words: Words[]; mark: Mark };

export type Block =
  | { kind: "heading"; level: number; words: Words[] }
  | { kind: "list"; ordered: boolean; items: Item[] }
  | { kind: "table"; head: Words[][]; rows: Words[][][] }
  | { kind: "text"; words: Words[] };

const HEADING = /^(#{1,6}) +(.*)$/;
const BULLET = /^\s*[-*] +(.*)$/;
const NUMBERED = /^\s*\d{1,3}[.)] +(.*)$/;
const BOX = /^\[([ xX!])\] +(.*)$/;
const RULE_ROW = /^\|[\s:|-]+\|$/;
const WIKI = /\[\[([^[\]|\n]{1,300})(?:\|([^[\]\n]{0,300}))?\]\]/;
const STRONG = /\*\*([^*\n]{1,500})\*\*/;

type Kind = "heading" | "bullet" | "number" | "row" | "text" | "blank";

/** Breaks a file's body into blocks; whatever it does not know stays text. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let group: string[] = [];
  let kind: Kind = "blank";
  const end = (): void => {
    if (kind !== "blank" && group.length > 0) blocks.push(blockOf(kind, group));
    group = [];
  };
  for (const line of markdown.replaceAll("\r\n", "\n").split("\n")) {
    const next = kindOf(line);
    if (next !== kind || next === "heading") end();
    kind = next;
    group.push(line);
  }
  end();
  return blocks;
}

function kindOf(line: string): Kind {
  if (line.trim() === "") return "blank";
  if (HEADING.test(line)) return "heading";
  if (BULLET.test(line)) return "bullet";
  if (NUMBERED.test(line)) return "number";
  return line.startsWith("|") ? "row" : "text";
}

function blockOf(kind: Kind, lines: string[]): Block {
  const [first = "", second = ""] = lines;
  const heading = HEADING.exec(first);
  if (kind === "heading" && heading) return { kind: "heading", level: heading[1]?.length ?? 1, words: wordsOf(heading[2] ?? "") };
  if (kind === "bullet") return { kind: "list", ordered: false, items: lines.map((line) => itemOf(BULLET.exec(line)?.[1] ?? line)) };
  if (kind === "number") return { kind: "list", ordered: true, items: lines.map((line) => itemOf(NUMBERED.exec(line)?.[1] ?? line)) };
  if (kind === "row" && RULE_ROW.test(second.trim())) return { kind: "table", head: cells(first), rows: lines.slice(2).map(cells) };
  return { kind: "text", words: wordsOf(lines.join("\n")) };
}

function itemOf(text: string): Item {
  const [, box, rest] = BOX.exec(text) ?? [];
  if (rest === undefined) return { words: wordsOf(text), mark: null };
  return { words: wordsOf(rest), mark: box === " " ? "open" : box === "!" ? "blocked" : "done" };
}

function cells(line: string): Words[][] {
  const inner = line.trim().replace(/^\||\|$/g, "");
  return inner.split(/\|(?![^[\]]*\]\])/).map((cell) => wordsOf(cell.trim()));
}

/** Bold words and Obsidian's links; all else, a stranger's address too, is text as it stands. */
export function wordsOf(text: string): Words[] {
  const wiki = WIKI.exec(text);
  if (wiki) return [...wordsOf(text.slice(0, wiki.index)), linked(wiki[1] ?? "", wiki[2]), ...wordsOf(text.slice(wiki.index + wiki[0].length))];
  const bold = STRONG.exec(text);
  if (bold) return [...wordsOf(text.slice(0, bold.index)), { text: bold[1] ?? "", strong: true }, ...wordsOf(text.slice(bold.index + bold[0].length))];
  return text === "" ? [] : [{ text }];
}

const DRAFT = /^(?:Pending_Approval|Approved|Rejected)\/(?:[A-Za-z]+\/){0,2}([A-Za-z0-9_-]{1,120})$/;
const PLAN = /^Plans\/([A-Za-z0-9_-]{1,120})$/;

function linked(target: string, label: string | undefined): Words {
  const text = label ?? target.split("/").at(-1) ?? target;
  const plan = PLAN.exec(target)?.[1];
  const draft = DRAFT.exec(target)?.[1];
  if (plan) return { text, href: `/plans/${plan}` };
  return draft ? { text, href: `/approvals/any/${draft}` } : { text };
}

/** How far a text's boxes are ticked; nothing where it has none. */
export function progressOf(markdown: string): { done: number; blocked: number; total: number } {
  const items = blocksOf(markdown).flatMap((block) => (block.kind === "list" ? block.items : []));
  const count = (mark: Mark): number => items.filter((item) => item.mark === mark).length;
  const [done, blocked, open] = [count("done"), count("blocked"), count("open")];
  return { done, blocked, total: done + blocked + open };
}
