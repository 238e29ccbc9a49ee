import { changing } from "@/lib/http/guard";
import { checkCategory, decisionParts } from "@/lib/http/parts";
import { RejectBody } from "@/lib/http/shapes";
import { redraft } from "@/lib/redraft";

export const POST = changing(RejectBody, async (body) => {
  const parts = await decisionParts();
  checkCategory(parts, body);
  await redraft(parts, body, body.reason?.trim() || null);
  return { success: true, message: "Another version is asked for", file_moved: true, timestamp: new Date().toISOString() };
});
