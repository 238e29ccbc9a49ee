import { reading } from "@/lib/http/guard";
import { pushStatus } from "@/lib/push/service";

export const GET = reading(() => pushStatus());
