/** Web push in this browser: whether it can be had, and how it is switched on and off. */

export type PushSupport = "ready" | "denied" | "insecure" | "install_first" | "unsupported";

export interface PushSubscriptionKeys {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** What this browser can do, and what stands in the way. */
export function pushSupport(): PushSupport {
  if (!window.isSecureContext) return "insecure";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return Notification.permission === "denied" ? "denied" : "ready";
  return /iPhone|iPad/.test(navigator.userAgent) ? "install_first" : "unsupported";
}

/** Registers the worker that shows the offline page and notifications. Plain http on the network has none. */
export async function registerWorker(): Promise<void> {
  if ("serviceWorker" in navigator) await navigator.serviceWorker.register("/sw.js");
}

/** Asks the owner, then the push service; null where the owner said no. */
export async function subscribe(publicKey: string): Promise<PushSubscriptionKeys | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const registration = await navigator.serviceWorker.ready;
  const before = await registration.pushManager.getSubscription();
  if (before && !sameKey(before, publicKey)) await before.unsubscribe();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, keys } = subscription.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error("the browser gave no keys");
  return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
}

function sameKey(subscription: PushSubscription, publicKey: string): boolean {
  const key = subscription.options.applicationServerKey;
  return key !== null && encode(key) === publicKey;
}

function encode(key: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(key))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  await (await registration.pushManager.getSubscription())?.unsubscribe();
}

/** Takes a notification away whose draft was decided. */
export async function clearNotifications(isOver: (id: string) => boolean): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  for (const notification of (await registration?.getNotifications()) ?? []) if (isOver(notification.tag)) notification.close();
}

/** "Chrome on Android": what the owner knows a device by. */
export function deviceLabel(userAgent: string): string {
  const browser = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]].find(([mark]) => userAgent.includes(mark ?? ""))?.[1] ?? "Browser";
  const system = [["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["Windows", "Windows"], ["Mac OS", "Mac"], ["Linux", "Linux"]].find(([mark]) => userAgent.includes(mark ?? ""))?.[1];
  return system ? `${browser} on ${system}` : browser;
}
