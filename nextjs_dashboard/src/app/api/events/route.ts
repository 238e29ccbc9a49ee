import { eventStream } from "@/lib/http/event-stream";
import { reading } from "@/lib/http/guard";
import { vaultIndex } from "@/lib/vault/vault-index";

export const GET = reading(async (request) => eventStream(await vaultIndex(), request.signal));
