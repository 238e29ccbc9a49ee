import "server-only";

/** What takes several steps: plans under way (`Plans/`) and plans that wait for a yes (`Pending_Approval/Plans/`). */
import type { Entry } from "@/lib/vault/entry";
import { asText } from "@/lib/vault/parser";
import type { VaultIndex } from "@/lib/vault/vault-index";
import type { Plan, PlanStatus, PlanSummary, Status } from "@/lib/types";

const FOLDERS = ["Pending_Approval/Plans", "Plans"];
const ORDER: PlanStatus[] = ["awaiting_approval", "escalated", "blocked", "executing", "completed", "rejected"];
const MOST = 200;
const ASKING = "_approval"; // FR-G036: PLAN_<id>_approval.md asks for a yes to PLAN_<id>.md

export function listPlans(known: VaultIndex): PlanSummary[] {
  return known.derived("plans", () => placed(known).map((entry) => summaryOf(known, entry)).sort(byNeed).slice(0, MOST));
}

/** A plan and the file that asks for a yes to it are one. */
function placed(known: VaultIndex): Entry[] {
  const entries = FOLDERS.flatMap((folder) => known.below(folder)).filter((entry) => entry.problem === null);
  const written = new Set(entries.filter(({ path }) => path.startsWith("Plans/")).map(({ id }) => `${id}${ASKING}`));
  return entries.filter(({ id }) => !written.has(id));
}

function byNeed(left: PlanSummary, right: PlanSummary): number {
  return ORDER.indexOf(left.status) - ORDER.indexOf(right.status) || (right.updated_at ?? "").localeCompare(left.updated_at ?? "");
}

function summaryOf(known: VaultIndex, { id, front, plan, path }: Entry): PlanSummary {
  const steps = plan ?? { title: "", done: 0, blocked: 0, total: 0 };
  const asks = [id, `${id}${ASKING}`].find((name) => known.withId(name).some((entry) => entry.path.startsWith("Pending_Approval/"))) ?? null;
  return {
    plan_id: id,
    objective: asText(front.objective) || asText(front.subject) || steps.title || id.replaceAll("_", " "),
    status: path.startsWith("Pending_Approval/") ? "awaiting_approval" : statusOf(asText(front.status)),
    done: steps.done,
    blocked: steps.blocked,
    total: steps.total,
    approval_id: asks,
    updated_at: asText(front.updated_at) || asText(front.created_at) || null,
  };
}

/** A file that names no status of a plan is one that was written down and not begun. */
function statusOf(text: string): PlanStatus {
  return ORDER.find((status) => status === text) ?? "awaiting_approval";
}

const ACTIVE: Partial<Record<PlanStatus, "executing" | "blocked">> = { executing: "executing", blocked: "blocked", escalated: "blocked" };

/** Plans under way, with the step that is next. */
export function activePlans(known: VaultIndex): Status["active_plans"] {
  return listPlans(known).flatMap(({ plan_id, objective, status, done, total }) => {
    const active = ACTIVE[status];
    return active ? [{ plan_id, objective, current_step: Math.min(done + 1, total), total_steps: total, status: active }] : [];
  });
}

/** One plan with its text; null where there is none. */
export function planWithText(known: VaultIndex, id: string): Plan | null {
  const entry = placed(known).find((one) => one.id.toLowerCase() === id.toLowerCase());
  const reading = entry && known.read(entry.path);
  if (!reading?.document) return null;
  return { ...summaryOf(known, reading.entry), text: reading.document.body };
}
