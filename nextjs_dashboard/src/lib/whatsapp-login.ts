import "server-only";

/** The QR code that links this machine to WhatsApp: its process keeps it in the state folder (data-model.md §5). */
import path from "node:path";
import { z } from "zod";
import { Refusal } from "@/lib/http/refusal";
import { createFile, readRegular } from "@/lib/vault/files";
import { healthRow } from "@/lib/vault/state-folder";
import type { VaultIndex } from "@/lib/vault/vault-index";
import type { WhatsAppLogin } from "@/lib/types";

const PROCESS = "whatsapp_watcher";
const Code = z.object({ png: z.string().regex(/^[A-Za-z0-9+/]+=*$/), expires_at: z.string() });
const NOTHING = { picture: null, expires_at: null };

/** Whoever sees the picture can link a device, so it is given out only while its code is good and none is linked. */
export async function loginState(known: VaultIndex, state: string, now = Date.now()): Promise<WhatsAppLogin> {
  const beat = known.state.beatOf(PROCESS);
  if (!beat || healthRow(beat, now).state === "down") return { state: "off", ...NOTHING };
  if (beat.linked !== false) return { state: beat.linked ? "linked" : "waiting", ...NOTHING };
  const code = await readCode(path.join(state, "whatsapp", "qr.json"));
  if (!code || Date.parse(code.expires_at) <= now) return { state: "waiting", ...NOTHING };
  return { state: "code", picture: `data:image/png;base64,${code.png}`, expires_at: code.expires_at };
}

/** Asks the process to look at once, as the Test button does. */
export async function askForCode(known: VaultIndex, state: string): Promise<WhatsAppLogin> {
  if (!known.state.beatOf(PROCESS)) throw new Refusal(404, "gone", "The WhatsApp link has never run on this laptop.");
  await createFile(path.join(state, "asked", PROCESS), "");
  return loginState(known, state);
}

async function readCode(file: string): Promise<z.infer<typeof Code> | null> {
  try {
    return Code.parse(JSON.parse((await readRegular(file)).toString("utf8")));
  } catch {
    return null; // none is kept now
  }
}
