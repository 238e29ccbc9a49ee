import { approve } from "@/lib/decisions";
import { changing } from "@/lib/http/guard";
import { checkCategory, decisionParts } from "@/lib/http/parts";
import { ApproveBody } from "@/lib/http/shapes";

export const POST = changing(ApproveBody, async (body) => {
  const parts = await decisionParts();
  checkCategory(parts, body);
  const { not_before } = await approve(parts, body, body.password);
  return { success: true, message: "Approved", file_moved: true, not_before, timestamp: new Date().toISOString() };
});
