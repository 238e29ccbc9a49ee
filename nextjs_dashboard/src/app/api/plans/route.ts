import { getPlans } from "@/lib/data";
import { reading } from "@/lib/http/guard";

export const GET = reading(() => getPlans());
