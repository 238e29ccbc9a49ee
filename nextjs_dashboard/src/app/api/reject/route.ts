import { reject } from "@/lib/decisions";
import { changing } from "@/lib/http/guard";
import { checkCategory, decisionParts } from "@/lib/http/parts";
import { RejectBody } from "@/lib/http/shapes";

export const POST = changing(RejectBody, async (body) => {
  const parts = await decisionParts();
  checkCategory(parts, body);
  await reject(parts, body, body.reason?.trim() || null);
  return { success: true, message: "Refused; nothing is sent", file_moved: true, timestamp: new Date().toISOString() };
});
