import "server-only";

/** Devices that the owner logged in from: a signed cookie that opens nothing, and only keeps the login's tries apart. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { cookies, headers } from "next/headers";
import { fingerprint, type Knocker } from "@/lib/auth/passwords";
import { settings } from "@/lib/settings";

/** As long as browsers keep a cookie at most. */
const LIFE_SECONDS = 400 * 24 * 3600;
const SHAPE = /^([0-9a-f]{32})\.(\d{1,12})\.([0-9a-f]{64})$/;

interface Keys {
  secret: string;
  passwordHash: string;
}

/** A new password makes strangers of all devices. */
function signature(device: string, until: string, { secret, passwordHash }: Keys): string {
  return createHmac("sha256", `device:${secret}`).update(`${device}.${until}.${fingerprint(passwordHash)}`).digest("hex");
}

export function deviceToken(device: string, now: number, keys: Keys): string {
  const until = String(Math.floor(now / 1000) + LIFE_SECONDS);
  return `${device}.${until}.${signature(device, until, keys)}`;
}

/** The device that a cookie names; null where it is not of this server and password, or too old. */
export function deviceOf(token: string | undefined, now: number, keys: Keys): string | null {
  const [, device, until, given] = SHAPE.exec(token ?? "") ?? [];
  if (!device || !until || !given || Number(until) * 1000 < now) return null;
  return timingSafeEqual(Buffer.from(given, "hex"), Buffer.from(signature(device, until, keys), "hex")) ? device : null;
}

export function newDevice(): string {
  return randomBytes(16).toString("hex");
}

function deviceCookieName(): string {
  return settings().url.startsWith("https:") ? "__Host-device" : "device";
}

async function knownDevice(): Promise<string | null> {
  return deviceOf((await cookies()).get(deviceCookieName())?.value, Date.now(), settings());
}

/** Who sent the present request. Of several addresses the last one counts: the nearest proxy wrote it. */
export async function knocker(inside: boolean): Promise<Knocker> {
  const address = (await headers()).get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  return { address: address.slice(0, 64), device: await knownDevice(), inside };
}

/** Gives the present device its cookie, or a fresh one. */
export async function rememberDevice(): Promise<void> {
  const device = (await knownDevice()) ?? newDevice();
  const secure = settings().url.startsWith("https:");
  const options = { httpOnly: true, sameSite: "strict" as const, path: "/", secure, maxAge: LIFE_SECONDS };
  (await cookies()).set(deviceCookieName(), deviceToken(device, Date.now(), settings()), options);
}
