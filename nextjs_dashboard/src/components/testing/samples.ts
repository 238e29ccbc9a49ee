/** Drafts and states as the server would tell them, for tests. */

import type { ApprovalDetail, OutboxItem, Status } from "@/lib/types";

export const NOW = Date.parse("2026-11-21T14:02:00Z");

export function sampleDraft(changes: Partial<ApprovalDetail> = {}): ApprovalDetail {
  return {
    id: "EMAIL_DRAFT_0123456789abcdef0123",
    category: "Email",
    type: "email",
    action: "send_email",
    title: "Reply to Ali Khan",
    to: ["ali@acme.com"],
    to_name: "Ali Khan",
    subject: "Re: URGENT: contract by 5 pm?",
    preview: "Dear Ali, thank you. You have the contract by 5 pm.",
    why: "Asks for a contract today",
    priority: "High",
    confidence: 0.9,
    risk: [],
    note: null,
    drafted_by: "template",
    version: 1,
    created_at: "2026-11-21T13:58:00Z",
    updated_at: "2026-11-21T13:58:00Z",
    snoozed_until: null,
    batchable: true,
    sha256: "a".repeat(64),
    place: "pending",
    status: "pending_approval",
    account: "me@example.com",
    cc: [],
    bcc: [],
    text: "Dear Ali,\n\nthank you. You have the contract by 5 pm.",
    edited: false,
    drafted_text: changes.text ?? "Dear Ali,\n\nthank you. You have the contract by 5 pm.",
    cost_usd: 0,
    original: { from: "Ali Khan <ali@acme.com>", subject: "URGENT: contract by 5 pm?", received: "2026-11-21T13:57:00Z", text: "Can you send the contract by 5 pm?" },
    original_id: "EMAIL_0123456789abcdef0123",
    previous_id: null,
    payload_sha256: "b".repeat(64),
    needs_password: false,
    decision: null,
    execution: null,
    problem: null,
    ...changes,
  };
}

export function sampleOutboxItem(changes: Partial<OutboxItem> = {}): OutboxItem {
  return {
    id: "EMAIL_DRAFT_0123456789abcdef0123",
    category: "Email",
    to: ["ali@acme.com"],
    subject: "Re: URGENT: contract by 5 pm?",
    state: "approved",
    approved_at: "2026-11-21T14:01:57Z",
    claimed_at: null,
    sent_at: null,
    message_id: null,
    error: null,
    remedy: null,
    next_try: null,
    ...changes,
  };
}

export function sampleStatus(changes: Partial<Status> = {}): Status {
  return {
    pending_approvals: { email: 2, whatsapp: 0, linkedin: 1, social: 0, odoo: 0, calendar: 0, plans: 0 },
    urgent: 0,
    snoozed: 0,
    agent: { state: "online", last_seen: "2026-11-21T14:01:48Z" },
    active_plans: [],
    recent_activity: [],
    tasks: { active: 1, completed_today: 4, failed_today: 0 },
    sync: { state: "synced", last_pull: "2026-11-21T14:01:48Z", last_push: "2026-11-21T14:00:00Z", ahead: 0, behind: 0 },
    usage: { calls_today: 12, cost_today: 0.41, cost_week: 1.2, cost_month: 3.5, average_cost: 0.034, daily_budget: 2 },
    findings: 0,
    revision: 1,
    timestamp: "2026-11-21T14:02:00Z",
    ...changes,
  };
}
