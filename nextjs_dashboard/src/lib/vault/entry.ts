import "server-only";

/** What the index keeps of one vault file. */
import path from "node:path";
import { findingParts } from "@/lib/vault/finding-parts";
import { planFacts } from "@/lib/vault/plan-facts";
import { draftText, hashOf } from "@/lib/vault/draft";
import { readRegularSync } from "@/lib/vault/files";
import { asText, copied, MalformedFile, parse, type FrontMatter, type ProblemCode, type VaultDocument } from "@/lib/vault/parser";
import { categoryOf } from "@/lib/vault/places";
import type { Category } from "@/lib/types";

export interface Entry {
  path: string; // in the vault, with forward slashes
  id: string; // the file's stem
  category: Category | null;
  rank: string; // urgent first, then the oldest
  sha256: string;
  front: FrontMatter;
  preview: string;
  problem: { code: ProblemCode; line: number | null } | null;
  changedAt: string;
  text: string | null; // of a log that the pages read
  plan: ReturnType<typeof planFacts> | null; // of a plan
  note: ReturnType<typeof findingParts> | null; // of a finding
}

/** A file as it was read just now; without a document where it is malformed or a log. */
export interface Reading {
  entry: Entry;
  document: VaultDocument | null;
}

const PREVIEW = 200;
const PRIORITIES = ["High", "Medium", "Low"];
const PLANS = /^(Pending_Approval\/)?Plans\//;
const LOGS = /^Logs\/(Human_Approvals|MCP_Actions|API_Usage)\//;

/** Throws where there is no regular file. */
export function readEntry(file: string, relative: string): Reading {
  const { data, modified } = readRegularSync(file);
  const entry = unread(relative, hashOf(data), new Date(modified).toISOString());
  if (relative.startsWith("Logs/")) return { entry: LOGS.test(relative) ? { ...entry, text: data.toString("utf8") } : entry, document: null };
  try {
    const document = parse(data);
    return { entry: filled(entry, document), document };
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return { entry: { ...entry, problem: { code: error.code, line: error.line } }, document: null };
  }
}

function unread(relative: string, sha256: string, changedAt: string): Entry {
  const id = path.basename(relative, ".md");
  return { path: relative, id, category: categoryOf(relative), rank: rankOf({}, id), sha256, front: {}, preview: "", problem: null, changedAt, text: null, plan: null, note: null };
}

/** In place: ten thousand copies cost a third of a second as the server starts. */
function filled(entry: Entry, { front, body }: VaultDocument): Entry {
  entry.front = front;
  entry.rank = rankOf(front, entry.id);
  entry.preview = previewOf(body);
  if (PLANS.test(entry.path)) entry.plan = planFacts(body);
  if (entry.path.startsWith("Needs_Action/FINDING_")) entry.note = findingParts(body);
  return entry;
}

function previewOf(body: string): string {
  const text = withoutBars(draftText(body).slice(0, 4 * PREVIEW)).replace(/\s+/g, " ").trim();
  return text.length <= PREVIEW ? copied(text) : [...text].slice(0, PREVIEW).join("");
}

/** A table in one line: its rules go, its bars become points. */
function withoutBars(text: string): string {
  if (!text.includes("|")) return text;
  return text.replace(/^[ \t]*\|[\s:|-]+\|[ \t]*$/gm, "").replace(/^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$/gm, "").replace(/[ \t]*\|[ \t]*/g, " · ");
}

function rankOf(front: FrontMatter, id: string): string {
  const priority = PRIORITIES.indexOf(asText(front.priority));
  return `${priority < 0 ? PRIORITIES.length : priority} ${asText(front.created_at)} ${id}`;
}
