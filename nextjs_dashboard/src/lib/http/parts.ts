import "server-only";

/** The real parts of a decision, and the check that type, category and id belong together. */
import { knocker } from "@/lib/auth/devices";
import { passwordCheck } from "@/lib/auth/options";
import { tooManyText } from "@/lib/auth/too-many";
import { bestPlace } from "@/lib/data";
import type { DecisionParts, Reference } from "@/lib/decisions";
import { Refusal } from "@/lib/http/refusal";
import { hasSession } from "@/lib/session";
import { settings } from "@/lib/settings";
import { categoryOf, TYPES } from "@/lib/vault/places";
import { vaultIndex } from "@/lib/vault/vault-index";
import type { ApprovalType, Category } from "@/lib/types";

export async function decisionParts(): Promise<DecisionParts> {
  return { index: await vaultIndex(), settings: settings(), now: () => Date.now(), checkPassword };
}

async function checkPassword(password: string | undefined): Promise<boolean | null> {
  if (!password) return null;
  const answer = await passwordCheck().check(password, await knocker(await hasSession()));
  if (answer.state === "too_many") throw new Refusal(429, "too_many", tooManyText(answer.seconds));
  return answer.state === "right";
}

export interface NamedDraft extends Reference {
  category: Category;
  type: ApprovalType;
}

export function checkCategory(parts: DecisionParts, named: NamedDraft): void {
  const entry = bestPlace(parts.index.withId(named.draft_id));
  if (!entry) throw new Refusal(404, "gone", "There is no such draft.");
  if (categoryOf(entry.path) !== named.category || TYPES[named.category] !== named.type) {
    throw new Refusal(400, "bad_request", "The draft is not of that category.");
  }
}
