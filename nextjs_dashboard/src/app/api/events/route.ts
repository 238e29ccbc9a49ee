import { eventStream } from "@/lib/http/event-stream";
import { reading } from "@/lib/http/guard";
import { noteLooking } from "@/lib/looking";
import { settings } from "@/lib/settings";
import { vaultIndex } from "@/lib/vault/vault-index";

export const GET = reading(async (request) =>
  eventStream(await vaultIndex(), request.signal, () => {
    noteLooking(settings().state).catch((error: unknown) => console.error("An open page could not be noted", error));
  }),
);
