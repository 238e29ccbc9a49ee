import { changing } from "@/lib/http/guard";
import { NoBody } from "@/lib/http/shapes";
import { settings } from "@/lib/settings";
import { vaultIndex } from "@/lib/vault/vault-index";
import { askForCode } from "@/lib/whatsapp-login";

export const POST = changing(NoBody, async () => askForCode(await vaultIndex(), settings().state));
