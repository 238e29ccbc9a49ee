import "server-only";

/** What the index keeps of one vault file. */
import path from "node:path";
import { findingParts } from "@/lib/vault/finding-parts";
import { planFacts } from "@/lib/vault/plan-facts";
import { draftText, hashOf } from "@/lib/vault/draft";
import { readRegularSync } from "@/lib/vault/files";
import { asText, MalformedFile, parse, type FrontMatter, type ProblemCode, type VaultDocument } from "@/lib/vault/parser";
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
  const id = path.basename(relative, ".md");
  const known = { path: relative, id, category: categoryOf(relative), sha256: hashOf(data), changedAt: new Date(modified).toISOString() };
  const empty: Entry = { ...known, rank: rankOf({}, id), front: {}, preview: "", problem: null, text: null, plan: null, note: null };
  if (relative.startsWith("Logs/")) return { entry: { ...empty, text: LOGS.test(relative) ? data.toString("utf8") : null }, document: null };
  try {
    const document = parse(data);
    const { front, body } = document;
    return { entry: { ...empty, front, rank: rankOf(front, id), preview: previewOf(body), plan: PLANS.test(relative) ? planFacts(body) : null, note: relative.startsWith("Needs_Action/FINDING_") ? findingParts(body) : null }, document };
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return { entry: { ...empty, problem: { code: error.code, line: error.line } }, document: null };
  }
}

function previewOf(body: string): string {
  const text = draftText(body).slice(0, 4 * PREVIEW);
  return [...withoutBars(text).replace(/\s+/g, " ").trim()].slice(0, PREVIEW).join("");
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
