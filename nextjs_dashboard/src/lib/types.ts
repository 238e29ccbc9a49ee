/** What the server hands to pages and clients. Ids, never paths; the contract is docs/platinum/contracts/dashboard-api.yaml. */

export type Category = "Email" | "LinkedIn" | "WhatsApp" | "Odoo" | "Calendar" | "Social" | "Plans";
export type ApprovalType = "email" | "linkedin" | "whatsapp" | "odoo" | "calendar" | "social" | "plans";
export type RiskFlag = "new_recipient" | "suspicious" | "money" | "links" | "changed_recipient" | (string & {});

/** One waiting draft in a list. Times are UTC ISO 8601, money is US dollars. */
export interface ApprovalCard {
  id: string;
  category: Category;
  type: ApprovalType;
  action: string;
  title: string; // at most 60 characters
  to: string[];
  to_name: string | null;
  subject: string;
  preview: string; // at most 200 characters of the draft's text
  why: string;
  priority: string;
  confidence: number | null;
  risk: RiskFlag[];
  note: string | null;
  drafted_by: string; // "template" or a model's name
  version: number;
  created_at: string | null;
  updated_at: string | null;
  /** Out of sight until then; null where it is in the queue. */
  snoozed_until: string | null;
  /** Whether it may be approved together with others: no money, no first-time recipient, nothing suspicious. */
  batchable: boolean;
  sha256: string;
}

/** A phone or browser that is told of new drafts. */
export interface PushDevice {
  id: string;
  label: string;
  added_at: string;
  last_success: string | null;
  problem: string | null;
}

export interface PushStatus {
  public_key: string;
  devices: PushDevice[];
}

/** What became of one draft of a batch. */
export interface BatchResult {
  draft_id: string;
  approved: boolean;
  code: string | null;
  error: string | null;
}

export type DraftPlace = "pending" | "approved" | "rejected" | "done" | "needs_action";

export interface WhatsAppCode {
  code: string; // six digits
  expires_at: string;
}

/** One draft in full: exactly what would be sent, and where it stands. */
export interface ApprovalDetail extends ApprovalCard {
  place: DraftPlace;
  status: string;
  account: string | null;
  cc: string[];
  bcc: string[];
  text: string;
  edited: boolean;
  /** The text as the agent wrote it; null where a person changed it outside of the dashboard. */
  drafted_text: string | null;
  cost_usd: number | null;
  original: { from: string; subject: string; received: string | null; text: string } | null;
  original_id: string | null;
  previous_id: string | null;
  payload_sha256: string | null;
  /** Everything that would be sent but its text, as data-model.md §3 names it for the action. */
  routing?: Record<string, string | string[] | null> | null;
  /** Requires the password again before approving (money, first-time recipients). */
  needs_password: boolean;
  decision: { decision: "approve" | "reject"; who: string; when: string; how: string; not_before: string | null; reason: string | null } | null;
  execution: OutboxItem | null;
  /** With it the owner may approve these bytes by WhatsApp, until it expires; absent or null where none was asked for. */
  whatsapp_code?: WhatsAppCode | null | undefined;
  /** Set when the file is malformed: the only thing that can be done is to mend it in Obsidian. */
  problem: { code: string; line: number | null } | null;
}

export type ExecutionState = "approved" | "claimed" | "intent" | "in_flight" | "sent" | "failed" | "unknown" | "projected";

export interface OutboxItem {
  id: string;
  category: Category;
  to: string[];
  subject: string;
  state: ExecutionState;
  approved_at: string | null;
  claimed_at: string | null;
  sent_at: string | null;
  message_id: string | null;
  error: string | null;
  remedy: string | null;
  next_try: string | null;
  /** Known while it still waits for the agent, so that it can be taken back: the approved bytes and the window's end. */
  sha256?: string | null | undefined;
  not_before?: string | null | undefined;
  /** Where the draft lies now. */
  place?: DraftPlace | null | undefined;
}

export interface Activity {
  timestamp: string;
  action_type: string;
  description: string;
  /** Of the draft it was about; null where that is gone. */
  subject: string | null;
  status: "success" | "failed";
  draft_id: string | null;
}

export type HealthState = "ok" | "degraded" | "down";

export interface HealthRow {
  name: string; // "local_orchestrator", "git_sync", "smtp", "malformed_files", …
  state: HealthState;
  last_success: string | null;
  detail: string | null; // plain words
  remedy: string | null;
  /** Whether it can be asked to report now. */
  testable: boolean;
  /** Set where a phone has to link this machine first. */
  needs_login?: boolean | undefined;
  /** Numbers in plain words, name by name. */
  facts?: { name: string; value: string }[] | undefined;
}

export interface Health {
  items: HealthRow[];
  findings: FindingNote[];
  timestamp: string;
}

/** How far the link to WhatsApp is; `picture` is a data: address, and only there while its code is good. */
export interface WhatsAppLogin {
  state: "linked" | "waiting" | "code" | "off";
  picture: string | null;
  expires_at: string | null;
}

/** One draft that a search found. */
export interface SearchHit {
  id: string;
  category: Category;
  place: DraftPlace;
  status: string;
  subject: string;
  to: string[];
  to_name: string | null;
  at: string;
}

export interface SearchPage {
  items: SearchHit[];
  total: number;
}

export interface SyncStatus {
  state: "synced" | "diverged" | "conflict" | "offline" | "unknown";
  last_pull: string | null;
  last_push: string | null;
  ahead: number;
  behind: number;
  /** Since its process started. */
  conflicts?: number | undefined;
  cycle_seconds?: number | undefined;
}

/** A note that needs the owner, in plain words. */
export interface FindingNote {
  id: string;
  code: string;
  severe: boolean;
  problem: string;
  remedy: string;
  at: string | null;
}

export interface UsageSummary {
  calls_today: number;
  cost_today: number;
  cost_week: number; // since Monday
  cost_month: number;
  average_cost: number;
  daily_budget: number | null;
}

export interface UsageDay {
  date: string; // YYYY-MM-DD
  calls: number;
  cost_usd: number;
}

export type PlanStatus = "awaiting_approval" | "executing" | "blocked" | "escalated" | "completed" | "rejected";

/** A task of several steps; the numbers are those of its ticked boxes. */
export interface PlanSummary {
  plan_id: string;
  objective: string;
  status: PlanStatus;
  done: number;
  blocked: number;
  total: number;
  /** The draft that asks for a yes to it, while it waits. */
  approval_id: string | null;
  updated_at: string | null;
}

export interface Plan extends PlanSummary {
  text: string; // markdown
}

/** The agent on this machine, which carries out what is approved. */
export interface AgentStatus {
  state: "online" | "offline" | "unknown";
  last_seen: string | null;
}

export interface Status {
  pending_approvals: Record<ApprovalType, number>;
  urgent: number;
  snoozed: number;
  agent: AgentStatus;
  active_plans: { plan_id: string; objective: string; current_step: number; total_steps: number; status: "executing" | "blocked" }[];
  recent_activity: Activity[];
  tasks: { active: number; completed_today: number; failed_today: number };
  sync: SyncStatus;
  usage: UsageSummary;
  findings: number;
  revision: number; // rises with every change of the index
  timestamp: string;
}

export interface ApiError {
  success: false;
  error: string; // plain words, safe to show
  code: string; // stable, for the client: "changed", "gone", "unauthorized", "password_required", …
}
