import "server-only";

/** Which names this server goes by, and which pages may ask it for changes. */
import { Refusal } from "@/lib/http/refusal";
import { settings } from "@/lib/settings";

const SCHEMES = ["http:", "https:"];

/** Refuses names that this server does not go by (DNS rebinding). */
export function checkHost(headers: Headers): void {
  if (!settings().allowedHosts.includes((headers.get("host") ?? "").toLowerCase())) {
    throw new Refusal(421, "wrong_host", "This address is not set up for the dashboard. Add it to ALLOWED_HOSTS.");
  }
}

/** Refuses addresses whose percent signs mean nothing: the router would fail on them. */
export function checkAddress(pathname: string): void {
  try {
    decodeURIComponent(pathname);
  } catch {
    throw new Refusal(400, "bad_request", "This address is not understood.");
  }
}

/** Refuses requests that another site made the browser send. */
export function checkOrigin(headers: Headers): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const own = origin !== null && isOwn(origin, (headers.get("host") ?? "").toLowerCase());
  if (!own || (site !== null && site !== "same-origin")) throw new Refusal(403, "wrong_origin", "This request did not come from the dashboard.");
}

/** Behind a proxy that speaks https, only the scheme of DASHBOARD_URL tells how its own pages were loaded. */
function isOwn(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const asked = new URL(origin);
  const known = new URL(settings().url);
  const schemes = known.host.toLowerCase() === host ? [known.protocol] : SCHEMES;
  return asked.host.toLowerCase() === host && schemes.includes(asked.protocol);
}
