import { approveBatch } from "@/lib/batch";
import { changing } from "@/lib/http/guard";
import { decisionParts } from "@/lib/http/parts";
import { BatchBody } from "@/lib/http/shapes";

export const POST = changing(BatchBody, async ({ items }) => {
  const results = await approveBatch(await decisionParts(), items);
  return { success: results.every((result) => result.approved), results, timestamp: new Date().toISOString() };
});
