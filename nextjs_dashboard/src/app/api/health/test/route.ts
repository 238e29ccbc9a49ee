import { testPart } from "@/lib/health-test";
import { changing } from "@/lib/http/guard";
import { PartBody } from "@/lib/http/shapes";
import { settings } from "@/lib/settings";
import { vaultIndex } from "@/lib/vault/vault-index";

export const POST = changing(PartBody, async ({ name }) => testPart(await vaultIndex(), settings().state, name));
