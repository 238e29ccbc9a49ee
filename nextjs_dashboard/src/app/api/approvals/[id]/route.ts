import { getApproval } from "@/lib/data";
import { edit } from "@/lib/decisions";
import { changing, reading } from "@/lib/http/guard";
import { decisionParts } from "@/lib/http/parts";
import { Refusal } from "@/lib/http/refusal";
import { EditBody, Id } from "@/lib/http/shapes";

function idOf(request: Request): string {
  const id = Id.safeParse(new URL(request.url).pathname.split("/").at(-1));
  if (!id.success) throw new Refusal(404, "gone", "There is no such draft.");
  return id.data;
}

async function detail(id: string): Promise<unknown> {
  const found = await getApproval(id);
  if (!found) throw new Refusal(404, "gone", "There is no such draft.");
  return found;
}

export const GET = reading((request) => detail(idOf(request)));

export const PUT = changing(EditBody, async ({ sha256, text }, request) => {
  const id = idOf(request);
  await edit(await decisionParts(), { draft_id: id, sha256 }, text);
  return detail(id);
});
