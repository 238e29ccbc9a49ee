import { search } from "@/lib/data";
import { reading } from "@/lib/http/guard";

export const GET = reading((request) => search(new URL(request.url).searchParams.get("q") ?? ""));
