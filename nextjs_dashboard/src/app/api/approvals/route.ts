import { listApprovals } from "@/lib/data";
import { queryOf, reading } from "@/lib/http/guard";
import { QueueQuery } from "@/lib/http/shapes";
import { filterFrom } from "@/lib/queue-filter";

export const GET = reading((request) => {
  const { cursor = null } = queryOf(request, QueueQuery);
  return listApprovals(filterFrom(new URL(request.url).searchParams), cursor);
});
