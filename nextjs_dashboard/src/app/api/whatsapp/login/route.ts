import { z } from "zod";
import { changing, reading } from "@/lib/http/guard";
import { settings } from "@/lib/settings";
import { vaultIndex } from "@/lib/vault/vault-index";
import { askForCode, loginState } from "@/lib/whatsapp-login";

export const GET = reading(async () => loginState(await vaultIndex(), settings().state));
export const POST = changing(z.object({}).strict(), async () => askForCode(await vaultIndex(), settings().state));
