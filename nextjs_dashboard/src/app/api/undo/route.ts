import { undo } from "@/lib/decisions";
import { changing } from "@/lib/http/guard";
import { decisionParts } from "@/lib/http/parts";
import { UndoBody } from "@/lib/http/shapes";

export const POST = changing(UndoBody, async (body) => {
  await undo(await decisionParts(), body);
  return { success: true, message: "Taken back", timestamp: new Date().toISOString() };
});
