import { listApprovals } from "@/lib/data";
import { reading } from "@/lib/http/guard";
import { filterFrom } from "@/lib/queue-filter";

export const GET = reading((request) => {
  const query = new URL(request.url).searchParams;
  return listApprovals(filterFrom(query), query.get("cursor"));
});
