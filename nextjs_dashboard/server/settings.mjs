/** Checks the dashboard's settings before anything starts; all problems at once. */
import { existsSync, statSync } from "node:fs";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);
const MIN_SECRET = 32;

/** Returns `[name, problem, remedy]` for each problem. */
export function findProblems(env) {
  return [...folders(env), ...login(env), ...numbers(env)];
}

function folders(env) {
  const problems = [];
  if (!isFolder(env.VAULT_PATH)) problems.push(["VAULT_PATH", "is missing or no folder", "Set it to the vault that `local-agent init` made."]);
  if (!env.AI_EMPLOYEE_STATE) problems.push(["AI_EMPLOYEE_STATE", "is missing", "Set it to the Local agent's state folder."]);
  return problems;
}

function login(env) {
  const off = (env.NEXT_AUTH_ENABLED ?? "true").toLowerCase() === "false";
  if (off) {
    if (LOOPBACK.has(env.DASHBOARD_HOST || "127.0.0.1") && !(env.DASHBOARD_URL ?? "").startsWith("https:")) return [];
    return [["NEXT_AUTH_ENABLED", "false is allowed on the machine itself only", "Remove it, or listen on 127.0.0.1."]];
  }
  const problems = [];
  if ((env.NEXTAUTH_SECRET ?? "").length < MIN_SECRET) problems.push(["NEXTAUTH_SECRET", `has fewer than ${MIN_SECRET} characters`, "Make one: openssl rand -base64 33"]);
  if (!isHash(env.DASHBOARD_PASSWORD_HASH ?? "")) problems.push(["DASHBOARD_PASSWORD_HASH", "is missing or no bcrypt hash", "Make one: local-agent hash-password"]);
  return problems;
}

function numbers(env) {
  const port = Number(env.PORT ?? 3000);
  const problems = [];
  if (!Number.isInteger(port) || port < 1 || port > 65535) problems.push(["PORT", `${env.PORT} is no port`, "Default: 3000."]);
  const undo = Number(env.UNDO_WINDOW_SECONDS ?? 3);
  if (!(undo >= 0 && undo <= 60)) problems.push(["UNDO_WINDOW_SECONDS", `${env.UNDO_WINDOW_SECONDS} is not between 0 and 60`, "Default: 3."]);
  if (env.QUIET_HOURS && !/^([01]\d|2[0-3]):[0-5]\d\s*-\s*([01]\d|2[0-3]):[0-5]\d$/.test(env.QUIET_HOURS.trim())) problems.push(["QUIET_HOURS", `${env.QUIET_HOURS} is no span of time`, "Write it as 22:00-07:00."]);
  if (env.DASHBOARD_URL && !URL.canParse(env.DASHBOARD_URL)) problems.push(["DASHBOARD_URL", "is no address", "Write it like https://laptop.example.ts.net"]);
  return problems;
}

function isFolder(path) {
  return Boolean(path) && existsSync(path) && statSync(path).isDirectory();
}

function isHash(text) {
  const plain = text.startsWith("$") ? text : Buffer.from(text, "base64").toString("utf8");
  return /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(plain);
}
