import { search } from "@/lib/data";
import { queryOf, reading } from "@/lib/http/guard";
import { SearchQuery } from "@/lib/http/shapes";

export const GET = reading((request) => search(queryOf(request, SearchQuery).q));
