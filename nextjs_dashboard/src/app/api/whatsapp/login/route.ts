import { reading } from "@/lib/http/guard";
import { settings } from "@/lib/settings";
import { vaultIndex } from "@/lib/vault/vault-index";
import { loginState } from "@/lib/whatsapp-login";

export const GET = reading(async () => loginState(await vaultIndex(), settings().state));
