import "server-only";

/** Asks the drafter for another version (data-model.md §2): a request in Needs_Action/, and the present version refused. */
import { createHash } from "node:crypto";
import { findWaiting, reject, stamp, type DecisionParts, type Reference } from "@/lib/decisions";
import { Refusal } from "@/lib/http/refusal";
import { createFile } from "@/lib/vault/files";
import { asText, type FrontMatter } from "@/lib/vault/parser";
import { mayRedraft } from "@/lib/redraftable";
import { serialize } from "@/lib/vault/serializer";

/** The request is written first: a crash in between leaves one draft too many, never a wish unheard. */
export async function redraft(parts: DecisionParts, reference: Reference, remark: string | null): Promise<void> {
  const { entry, document } = await findWaiting(parts, reference);
  if (!mayRedraft(asText(document.front.action)) || !asText(document.front.original_id)) {
    throw new Refusal(409, "no_redraft", "Only answers to a mail and posts of a campaign can be drafted again. Change the text yourself, or reject it.");
  }
  const front = request(entry.id, reference.sha256, document.front, remark, stamp(parts.now()));
  const target = `Needs_Action/${asText(front.id)}.md`;
  await createFile(parts.index.absolute(target), serialize({ front, body: words(entry.id, remark) }).toString("utf8"));
  parts.index.read(target);
  await reject(parts, reference, remark);
}

/** The same wish twice is one request: its id is made from the draft and its bytes. */
function request(draftId: string, sha256: string, draft: FrontMatter, remark: string | null, now: string): FrontMatter {
  const id = `REDRAFT_${createHash("sha256").update(`${draftId.toLowerCase()}\0${sha256}`).digest("hex").slice(0, 20)}`;
  const { original_id = null, subject = null, priority = null } = draft;
  return { id, type: "redraft", status: "triaged", lane: "reply", created_at: now, updated_at: now, draft_id: draftId, original_id, subject, priority, remark };
}

function words(draftId: string, remark: string | null): string {
  return `# Another version\n\nYou refused [[${draftId}]] and asked for another version.\n${remark ? `\n> ${remark.replace(/\s+/g, " ")}\n` : ""}`;
}
