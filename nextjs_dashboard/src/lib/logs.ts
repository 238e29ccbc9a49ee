import "server-only";

/** The agents' log tables as data: activity, and what the model cost. */
import { settings } from "@/lib/settings";
import { readRegular } from "@/lib/vault/files";
import type { VaultIndex } from "@/lib/vault/vault-index";
import type { Activity, UsageDay, UsageSummary } from "@/lib/types";

const DAY_MS = 24 * 3600 * 1000;
const ACTIVITY_DAYS = 14;
const ACTION_CELLS = 7;

async function rows(index: VaultIndex, file: string, cells: number): Promise<string[][]> {
  try {
    const text = (await readRegular(index.absolute(file))).toString("utf8");
    const lines = text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("|---"));
    return lines.map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim())).filter((row) => row.length === cells && !Number.isNaN(Date.parse(row[0] ?? "")));
  } catch {
    return [];
  }
}

const WORDS: Record<string, string> = {
  approve: "You approved a draft",
  reject: "You refused a draft",
  "send_email sent": "E-mail sent",
  "send_email failed": "E-mail not sent",
};

/** Newest first; steps that only announce another are left out. */
export async function readActivity(index: VaultIndex): Promise<Activity[]> {
  const days = index.below("Logs/Human_Approvals").concat(index.below("Logs/MCP_Actions")).map((entry) => entry.path);
  const recent = days.sort((left, right) => (left.slice(-13) < right.slice(-13) ? 1 : -1)).slice(0, 2 * ACTIVITY_DAYS);
  const found = await Promise.all(recent.map((file) => rows(index, file, ACTION_CELLS)));
  const activities = found.flat().filter((row) => row[3] !== "intent").map(toActivity);
  return activities.sort((left, right) => (left.timestamp < right.timestamp ? 1 : -1));
}

function toActivity(row: string[]): Activity {
  const [timestamp = "", id = "", what = "", outcome = "", how = ""] = row;
  const description = WORDS[what] ?? WORDS[`${what} ${outcome}`] ?? `${what}: ${outcome}`;
  const by = how === "obsidian" ? " by moving the file" : how === "cli" ? " at the terminal" : "";
  return { timestamp, action_type: what, description: `${description}${by}`, status: outcome === "failed" ? "failed" : "success", draft_id: id };
}

const USAGE_CELLS = 7;

export async function readUsageDays(index: VaultIndex, now: number, days: number): Promise<UsageDay[]> {
  const dates = Array.from({ length: days }, (_, number) => new Date(now - (days - 1 - number) * DAY_MS).toISOString().slice(0, 10));
  return Promise.all(dates.map((date) => usageOf(index, date)));
}

async function usageOf(index: VaultIndex, date: string): Promise<UsageDay> {
  const file = `Logs/API_Usage/${date}.md`;
  if (!index.entries.has(file)) return { date, calls: 0, cost_usd: 0 };
  const costs = (await rows(index, file, USAGE_CELLS)).map((row) => Number(row[5])).filter((cost) => Number.isFinite(cost));
  return { date, calls: costs.length, cost_usd: round(costs.reduce((sum, cost) => sum + cost, 0)) };
}

export function summarize(days: UsageDay[], now: number): UsageSummary {
  const today = new Date(now);
  const monday = new Date(now - ((today.getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
  const month = today.toISOString().slice(0, 7);
  const last = days.at(-1);
  const inMonth = days.filter((day) => day.date.startsWith(month));
  const calls = inMonth.reduce((sum, day) => sum + day.calls, 0);
  const cost = total(inMonth);
  return {
    calls_today: last?.calls ?? 0,
    cost_today: last?.cost_usd ?? 0,
    cost_week: total(days.filter((day) => day.date >= monday)),
    cost_month: cost,
    average_cost: calls === 0 ? 0 : round(cost / calls),
    daily_budget: settings().dailyBudget,
  };
}

function total(days: UsageDay[]): number {
  return round(days.reduce((sum, day) => sum + day.cost_usd, 0));
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
