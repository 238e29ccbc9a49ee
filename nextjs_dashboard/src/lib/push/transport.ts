import "server-only";

import { createHash } from "node:crypto";
import webPush from "web-push";
import type { Transport } from "@/lib/push/pusher";

export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

const DAY_SECONDS = 24 * 3600;
const TIMEOUT_MS = 10_000;

/** Whom a push service may write to; it wants a name, and a machine without one has none. */
function subjectOf(url: string): string {
  return url.startsWith("https:") ? url : "mailto:owner@example.com";
}

/** Sends through the real services. `topic` lets a service replace a message that still waits. */
export function webPushTransport(url: string): Transport {
  return async (device, message, keys) => {
    const topic = createHash("sha256").update(message.tag).digest("base64url").slice(0, 32);
    try {
      const answer = await webPush.sendNotification({ endpoint: device.endpoint, keys: device.keys }, JSON.stringify(message), {
        vapidDetails: { subject: subjectOf(url), ...keys },
        TTL: DAY_SECONDS,
        urgency: message.urgent ? "high" : "normal",
        topic,
        timeout: TIMEOUT_MS,
      });
      return answer.statusCode;
    } catch (error) {
      if (error instanceof webPush.WebPushError) return error.statusCode;
      throw error;
    }
  };
}

const SERVICES = ["fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"];
const SERVICE_FAMILIES = [".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];

/** Whether an address belongs to a push service: the server calls nobody else, whatever a request names. */
export function isPushService(endpoint: string, further: string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, host } = new URL(endpoint);
  return protocol === "https:" && (SERVICES.includes(host) || further.includes(host) || SERVICE_FAMILIES.some((family) => host.endsWith(family)));
}
