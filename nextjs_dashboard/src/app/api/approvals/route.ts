import { listApprovals } from "@/lib/data";
import { reading } from "@/lib/http/guard";
import { CATEGORIES } from "@/lib/vault/places";

export const GET = reading((request) => {
  const query = new URL(request.url).searchParams;
  const category = CATEGORIES.find((name) => name === query.get("category")) ?? null;
  return listApprovals({ category, cursor: query.get("cursor") });
});
