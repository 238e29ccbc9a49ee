import "server-only";

/** The agents' log tables as data: activity, and what the model cost. */
import { settings } from "@/lib/settings";
import type { Entry } from "@/lib/vault/entry";
import { subjectOf } from "@/lib/vault/naming";
import type { VaultIndex } from "@/lib/vault/vault-index";
import type { Activity, UsageDay, UsageSummary } from "@/lib/types";

const DAY_MS = 24 * 3600 * 1000;
const ACTIVITY_DAYS = 14;
const ACTION_CELLS = 7;

const parsed = new WeakMap<Entry, string[][]>();

/** The rows of a log's table that have so many cells and begin with a time. */
function rows(entry: Entry, cells: number): string[][] {
  const known = parsed.get(entry) ?? tableOf(entry.text ?? "").filter((row) => row.length === cells);
  parsed.set(entry, known);
  return known;
}

function tableOf(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("|---"));
  return lines.map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim())).filter((row) => !Number.isNaN(Date.parse(row[0] ?? "")));
}

const DECISIONS: Record<string, string> = { approve: "You approved a draft", reject: "You refused a draft" };

/** Action → what it is about, and the word for its success. */
const ACTIONS: Record<string, [string, string]> = {
  send_email: ["E-mail", "sent"],
  send_whatsapp: ["WhatsApp message", "sent"],
  create_post: ["Post", "published"],
  create_invoice: ["Draft invoice", "created"],
  create_bill: ["Draft bill", "created"],
  create_expense: ["Expense", "recorded"],
  create_contact: ["Contact", "created"],
  create_payment: ["Payment", "prepared"],
  create_event: ["Event", "put into the calendar"],
};

function wordsFor(what: string, outcome: string): string {
  const decision = DECISIONS[what];
  if (decision) return decision;
  const [name, done] = ACTIONS[what] ?? [what.replaceAll("_", " "), "done"];
  if (outcome === "unknown") return `${name}: not certain whether it was ${done}`;
  return outcome === "sent" ? `${name} ${done}` : outcome === "failed" ? `${name} not ${done}` : `${name}: ${outcome}`;
}

/** How many actions of a day ended so. */
export function countEnds(index: VaultIndex, date: string, outcome: "sent" | "failed"): number {
  const entry = index.at(`Logs/MCP_Actions/${date}.md`);
  return entry ? rows(entry, ACTION_CELLS).filter((row) => row[3] === outcome).length : 0;
}

/** Newest first; steps that only announce another are left out. */
export function readActivity(index: VaultIndex): Activity[] {
  return index.derived("activity", () => activityOf(index));
}

function activityOf(index: VaultIndex): Activity[] {
  const days = index.below("Logs/Human_Approvals").concat(index.below("Logs/MCP_Actions"));
  const recent = days.sort((left, right) => (left.id < right.id ? 1 : -1)).slice(0, 2 * ACTIVITY_DAYS);
  const found = recent.map((entry) => rows(entry, ACTION_CELLS));
  const activities = found.flat().filter((row) => row[3] !== "intent").map((row) => ({ ...toActivity(row), subject: subjectWithId(index, row[1] ?? "") }));
  return activities.sort((left, right) => (left.timestamp < right.timestamp ? 1 : -1));
}

function subjectWithId(index: VaultIndex, id: string): string | null {
  return index.withId(id).map((entry) => subjectOf(entry.front)).find((subject) => subject !== "") ?? null;
}

const WAYS: Record<string, string> = {
  obsidian: " by moving the file",
  cli: " at the terminal",
  whatsapp: " by WhatsApp",
  "signed commit": " by a signed commit",
};

function toActivity(row: string[]): Omit<Activity, "subject"> {
  const [timestamp = "", id = "", what = "", outcome = "", how = ""] = row;
  const description = wordsFor(what, outcome);
  const by = WAYS[how] ?? "";
  return { timestamp, action_type: what, description: `${description}${by}`, status: outcome === "failed" ? "failed" : "success", draft_id: id };
}

const USAGE_CELLS = 7;

export function readUsageDays(index: VaultIndex, now: number, days: number): UsageDay[] {
  return index.derived(`usage ${dateOf(now)} ${days}`, () => Array.from({ length: days }, (_, number) => usageOf(index, dateOf(now - (days - 1 - number) * DAY_MS))));
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function usageOf(index: VaultIndex, date: string): UsageDay {
  const entry = index.at(`Logs/API_Usage/${date}.md`);
  const costs = entry ? rows(entry, USAGE_CELLS).map((row) => Number(row[5])).filter((cost) => Number.isFinite(cost)) : [];
  return { date, calls: costs.length, cost_usd: round(costs.reduce((sum, cost) => sum + cost, 0)) };
}

export function summarize(days: UsageDay[], now: number): UsageSummary {
  const today = new Date(now);
  const monday = dateOf(now - ((today.getUTCDay() + 6) % 7) * DAY_MS);
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
