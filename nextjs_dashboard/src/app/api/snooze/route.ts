import { snooze } from "@/lib/decisions";
import { changing } from "@/lib/http/guard";
import { checkCategory, decisionParts } from "@/lib/http/parts";
import { SnoozeBody } from "@/lib/http/shapes";

export const POST = changing(SnoozeBody, async (body) => {
  const parts = await decisionParts();
  checkCategory(parts, body);
  await snooze(parts, body, body.until);
  return { success: true, message: body.until ? "Out of sight until then" : "Back in the queue", timestamp: new Date().toISOString() };
});
