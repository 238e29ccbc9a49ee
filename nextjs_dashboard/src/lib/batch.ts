import "server-only";

/** Several drafts approved with one tap, each by the hash of what was shown; one that fails holds up none of the others. */
import { approveInBatch, type DecisionParts } from "@/lib/decisions";
import { checkCategory, type NamedDraft } from "@/lib/http/parts";
import { Refusal } from "@/lib/http/refusal";
import type { BatchResult } from "@/lib/types";

export async function approveBatch(parts: DecisionParts, items: NamedDraft[]): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  for (const item of items) results.push(await approveOne(parts, item));
  return results;
}

async function approveOne(parts: DecisionParts, item: NamedDraft): Promise<BatchResult> {
  try {
    checkCategory(parts, item);
    await approveInBatch(parts, item);
    return { draft_id: item.draft_id, approved: true, code: null, error: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { draft_id: item.draft_id, approved: false, code: error.code, error: error.message };
  }
}
