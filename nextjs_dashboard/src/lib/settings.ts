import "server-only";

import { quietSpan } from "@/lib/push/news";

/** What the server is told; checked once by server/start.mjs, read here without surprises. */
export interface Settings {
  vault: string;
  state: string;
  undoSeconds: number;
  secret: string;
  passwordHash: string;
  loginRequired: boolean;
  confirmNewRecipients: boolean;
  dailyBudget: number | null;
  allowedHosts: string[];
  url: string;
  /** Minutes of the day in which only urgent drafts ring; null for none. */
  quietHours: [number, number] | null;
  /** Hosts of push services beside the four large ones. */
  pushServices: string[];
}

let known: Settings | null = null;

export function settings(): Settings {
  known ??= readSettings(process.env);
  return known;
}

export function readSettings(env: Record<string, string | undefined>): Settings {
  const port = env.PORT ?? "3000";
  const url = env.DASHBOARD_URL || `http://localhost:${port}`;
  return {
    vault: env.VAULT_PATH ?? "",
    state: env.AI_EMPLOYEE_STATE ?? "",
    undoSeconds: bounded(env.UNDO_WINDOW_SECONDS, 3, 60),
    secret: env.NEXTAUTH_SECRET ?? "",
    passwordHash: plainHash(env.DASHBOARD_PASSWORD_HASH ?? ""),
    loginRequired: (env.NEXT_AUTH_ENABLED ?? "true").toLowerCase() !== "false",
    confirmNewRecipients: (env.CONFIRM_NEW_RECIPIENTS ?? "true").toLowerCase() !== "false",
    dailyBudget: env.API_DAILY_COST_LIMIT ? Number(env.API_DAILY_COST_LIMIT) : null,
    allowedHosts: hosts(env.ALLOWED_HOSTS, url, port),
    url,
    quietHours: quietSpan(env.QUIET_HOURS ?? ""),
    pushServices: names(env.PUSH_SERVICES),
  };
}

function bounded(text: string | undefined, fallback: number, most: number): number {
  const value = Number(text ?? fallback);
  return Number.isFinite(value) && value >= 0 && value <= most ? value : fallback;
}

/** A bcrypt hash, given as it is or as base64 (which no env file can mangle). */
export function plainHash(text: string): string {
  return text === "" || text.startsWith("$") ? text : Buffer.from(text, "base64").toString("utf8");
}

function names(listed: string | undefined): string[] {
  return (listed ?? "").split(",").map((name) => name.trim().toLowerCase()).filter(Boolean);
}

function hosts(listed: string | undefined, url: string, port: string): string[] {
  const own = ["localhost", "127.0.0.1", "[::1]"].map((name) => `${name}:${port}`);
  return [...own, new URL(url).host.toLowerCase(), ...names(listed)];
}
