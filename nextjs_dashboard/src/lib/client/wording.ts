/** The words the dashboard uses for what the vault calls things. Pure. */

import { actOf, platformName } from "@/lib/client/acts";
import type { ApprovalCard, ApprovalDetail, Category, ExecutionState, HealthRow, SyncStatus } from "@/lib/types";

export const CATEGORIES: readonly Category[] = ["Email", "WhatsApp", "LinkedIn", "Social", "Odoo", "Calendar", "Plans"];

const CATEGORY_NAMES: Record<Category, string> = { Email: "Mail", WhatsApp: "WhatsApp", LinkedIn: "LinkedIn", Social: "Social", Odoo: "Money", Calendar: "Calendar", Plans: "Plans" };

export function categoryName(category: Category): string {
  return CATEGORY_NAMES[category];
}

/** The category that a name in an address stands for, in any case; null when there is none. */
export function categoryFrom(text: string | null | undefined): Category | null {
  return CATEGORIES.find((category) => category.toLowerCase() === text?.toLowerCase()) ?? null;
}

export function draftHref(draft: { category: Category; id: string }): string {
  return `/approvals/${draft.category.toLowerCase()}/${encodeURIComponent(draft.id)}`;
}

/** Where a link goes that knows only the id; the page puts the right category into the address. */
export function draftHrefById(id: string): string {
  return `/approvals/any/${encodeURIComponent(id)}`;
}

export function isTemplate(draft: Pick<ApprovalCard, "drafted_by">): boolean {
  return draft.drafted_by === "template";
}

export function isUrgent(draft: Pick<ApprovalCard, "priority">): boolean {
  return /^(high|urgent)$/i.test(draft.priority);
}

export interface RiskWords {
  label: string;
  sentence: string;
  tone: "warn" | "danger" | "plain";
}

const RISKS: Record<string, RiskWords> = {
  new_recipient: { label: "New recipient", sentence: "You have not written to this address before.", tone: "warn" },
  money: { label: "Money", sentence: "It is about money: check amounts and account numbers.", tone: "warn" },
  changed_recipient: { label: "Changed", sentence: "The reply goes to another address than the message came from.", tone: "danger" },
  suspicious: { label: "Suspicious", sentence: "The message shows signs of fraud.", tone: "danger" },
  malformed: { label: "Unreadable", sentence: "The file cannot be read.", tone: "danger" },
  links: { label: "Links", sentence: "The text holds links: check where they lead.", tone: "plain" },
};

export function riskWords(flag: string): RiskWords {
  const label = flag.replaceAll("_", " ");
  return RISKS[flag] ?? { label: label.charAt(0).toUpperCase() + label.slice(1), sentence: `Marked: ${label}.`, tone: "plain" };
}

/** The first recipient by name where there is one, and how many more. */
export function recipient(draft: Pick<ApprovalCard, "category" | "to" | "to_name">): string {
  if (draft.category === "LinkedIn" || draft.category === "Social") return platformName(draft.to[0] ?? "");
  if (draft.category === "Plans") return "Plan";
  const first = draft.to_name ?? draft.to[0] ?? "No recipient";
  const others = draft.to.length - 1;
  return others > 0 ? `${first} and ${others} more` : first;
}

/** Names the act that the primary button performs. */
export function primaryAct(draft: Pick<ApprovalDetail, "action" | "to" | "cc" | "bcc" | "routing" | "execution"> & { text?: string }, edited: boolean): string {
  const act = actOf(draft, edited);
  return hasFailed(draft) ? `Try again: ${act.charAt(0).toLowerCase()}${act.slice(1)}` : act;
}

/** Whether the last attempt to send this draft ended without success, for good. */
export function hasFailed(draft: Pick<ApprovalDetail, "execution">): boolean {
  return draft.execution?.state === "failed" && draft.execution.next_try === null;
}

/** How a draft came to be, said plainly. */
export function draftedBy(draft: Pick<ApprovalCard, "drafted_by">): string {
  return isTemplate(draft) ? "Drafted from a template (no AI key)" : `Drafted by ${draft.drafted_by}`;
}

export function confidencePercent(confidence: number | null): string | null {
  return confidence === null ? null : `${Math.round(confidence * 100)} %`;
}

export function isSent(state: ExecutionState): boolean {
  return state === "sent" || state === "projected";
}

export function isUnderWay(state: ExecutionState): boolean {
  return state === "claimed" || state === "intent" || state === "in_flight";
}

const PART_NAMES: Record<string, string> = {
  local_orchestrator: "Agent on this laptop",
  cloud_orchestrator: "Cloud agent",
  gmail_watcher: "Mail watcher",
  whatsapp_watcher: "WhatsApp link",
  git_sync: "Sync with the cloud",
  smtp: "Outgoing mail",
  mailbox: "Mailbox",
  malformed_files: "Unreadable files",
  findings: "Notes that need you",
  nextjs_dashboard: "Dashboard",
  api_budget: "AI budget",
};

export function partName(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ");
  return PART_NAMES[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

const FINDING_NAMES: Record<string, string> = {
  alerts_login: "Messages to your phone are refused: the login",
  alerts_setup: "Messages to your phone are not set up",
  auth_expired: "A platform wants a new sign-in",
  brief_unclear: "A note of yours could not be worked on",
  clone_damaged: "The vault's history is damaged",
  crash_loop: "A part keeps ending",
  disk_full: "The disk is nearly full",
  drafts_archived: "Old drafts were put away",
  file_too_large: "A file is too large to sync",
  foreign_change: "A change that nobody may make was refused",
  git_remote_unreachable: "The vault's remote is out of reach",
  goals_missing: "The handbook names no goals",
  instagram_image_required: "A post for Instagram needs a picture",
  ledger_entry_damaged: "A decision cannot be read",
  login_moved: "A login was moved out of git's settings",
  mail_bounced: "A mail came back",
  mail_unreadable: "A mail could not be read",
  mailbox_unreachable: "The mailbox is out of reach",
  malformed_file: "A file cannot be read",
  mcp_offline: "No channel can be reached",
  mcp_unavailable: "A channel cannot be reached",
  merge_conflict: "Both sides changed the same file",
  model_unavailable: "The AI does not answer",
  not_applied: "A change could not be taken over",
  not_approved: "A file in Approved/ was not approved by you",
  redraft_impossible: "Another version could not be drafted",
  remote_poisoned: "The vault's remote holds what it must not",
  resources: "A part needs too much memory or time",
  retry_calendar: "An event did not reach the calendar",
  retry_facebook: "A post for Facebook did not go out",
  retry_instagram: "A post for Instagram did not go out",
  retry_linkedin: "A post for LinkedIn did not go out",
  retry_odoo: "A draft did not reach Odoo",
  retry_send: "A mail was not sent",
  retry_twitter: "A post for X did not go out",
  retry_whatsapp: "A WhatsApp message was not sent",
  secret_in_vault: "A password or key lies in the vault",
  send_unknown: "It is not certain whether something was sent",
  sent_draft_missing: "A sent draft is missing",
  task_failed: "A task could not be drafted",
  vault_empty: "The vault is empty",
  vault_missing: "The vault is gone",
  weekly_cost: "The week's AI budget is used up",
  whatsapp_code_guessed: "Codes for WhatsApp were guessed at",
  whatsapp_page_changed: "WhatsApp Web has changed",
  whatsapp_session_expired: "WhatsApp is not linked",
};

/** What a note is about; a kind that is not known here still reads as words. */
export function findingName(code: string): string {
  const words = code.replaceAll("_", " ").trim() || "something needs you";
  return FINDING_NAMES[code] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Of what runs; and of what is only counted, such as unreadable files. */
export function healthWord({ state, testable }: Pick<HealthRow, "state" | "testable">): string {
  return testable ? { ok: "Online", degraded: "Degraded", down: "Offline" }[state] : { ok: "Fine", degraded: "Needs you", down: "Needs you now" }[state];
}

/** "laptop synced", "sync conflict", …: how the vault stands; the age is added by the caller. */
export function syncWords(sync: Pick<SyncStatus, "state">): string {
  const words: Record<SyncStatus["state"], string> = { synced: "synced", diverged: "catching up, last synced", conflict: "sync conflict, last synced", offline: "sync offline, last synced", unknown: "synced" };
  return words[sync.state];
}

/** The later of two instants, either of which may be missing. */
export function latest(first: string | null, second: string | null): string | null {
  if (first === null || second === null) return first ?? second;
  return Date.parse(first) >= Date.parse(second) ? first : second;
}

/** "$0.41"; amounts under a cent keep four places, so that a cheap call does not look free. */
export function dollars(amount: number): string {
  const places = amount > 0 && amount < 0.01 ? 4 : 2;
  return `$${amount.toFixed(places)}`;
}
