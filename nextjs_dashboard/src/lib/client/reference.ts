/** What names one draft exactly in a decision. Pure. */
import type { DraftReference } from "@/lib/client/api";
import type { ApprovalCard } from "@/lib/types";

export function referenceOf(draft: Pick<ApprovalCard, "type" | "id" | "category" | "sha256">): DraftReference {
  return { type: draft.type, draft_id: draft.id, category: draft.category, sha256: draft.sha256 };
}
