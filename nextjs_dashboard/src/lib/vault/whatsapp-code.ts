import "server-only";

/** The code with which the owner may approve one draft by WhatsApp; the Local agent writes it (data-model.md §5). */
import path from "node:path";
import { z } from "zod";
import { readRegularSync } from "@/lib/vault/files";
import { ledgerName } from "@/lib/vault/state-folder";
import type { WhatsAppCode } from "@/lib/types";

export const CODES = "whatsapp/codes";

const Code = z.object({ version: z.literal(1), id: z.string(), sha256: z.string(), code: z.string().regex(/^[0-9]{6}$/), expires_at: z.string() });

/** The live code of a draft with exactly these bytes; null where there is none. */
export function whatsAppCode(state: string, id: string, sha256: string, now: number): WhatsAppCode | null {
  try {
    const found = Code.parse(JSON.parse(readRegularSync(path.join(/*turbopackIgnore: true*/ state, CODES, ledgerName(id, sha256))).data.toString("utf8")));
    const belongs = found.id === id && found.sha256 === sha256 && Date.parse(found.expires_at) > now;
    return belongs ? { code: found.code, expires_at: found.expires_at } : null;
  } catch {
    return null; // no code, or one that cannot be read: it approves nothing either
  }
}
