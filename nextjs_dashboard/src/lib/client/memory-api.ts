/** The API in memory, with the same refusals as the server: for tests and for trying a component without one. */

import { ApiFailure, type Api, type ApprovalPage, type DecisionResult, type DraftReference } from "@/lib/client/api";
import type { ApprovalDetail, BatchResult, HealthRow, PushDevice, WhatsAppLogin } from "@/lib/types";

export interface MemoryApiOptions {
  password?: string;
  now?: () => string;
  pages?: Record<string, unknown>;
}

export class MemoryApi implements Api {
  readonly decisions: { decision: "approve" | "reject"; id: string; sha256: string; text: string; reason: string | null }[] = [];
  readonly redrafts: { id: string; reason: string | null }[] = [];
  readonly saves: { id: string; text: string }[] = [];
  private readonly drafts = new Map<string, ApprovalDetail>();
  private readonly pages: Map<string, unknown>;
  private readonly failures = new Map<keyof Api, ApiFailure>();
  private writes = 0;

  constructor(
    drafts: ApprovalDetail[],
    private readonly options: MemoryApiOptions = {},
  ) {
    for (const draft of drafts) this.drafts.set(draft.id, draft);
    this.pages = new Map(Object.entries(options.pages ?? {}));
  }

  /** The next call of this kind is refused with this. */
  failNext(call: keyof Api, status: number, code: string, message: string): void {
    this.failures.set(call, new ApiFailure(status, code, message));
  }

  /** Somebody else writes the draft, as Obsidian or the agent would. */
  change(id: string, changes: Partial<ApprovalDetail>): ApprovalDetail {
    const draft = { ...this.get(id), ...changes };
    if (changes.text !== undefined) draft.sha256 = this.nextHash();
    this.drafts.set(id, draft);
    return draft;
  }

  async read<T>(path: string): Promise<T> {
    this.refuseOnce("read");
    const id = /^\/api\/approvals\/([^?]+)$/.exec(path)?.[1];
    if (id !== undefined) return this.get(decodeURIComponent(id)) as T;
    if (path.startsWith("/api/approvals")) return (this.pages.get(path) ?? this.queue()) as T;
    return this.pages.get(path) as T;
  }

  async saveDraft(id: string, body: { sha256: string; text: string }): Promise<ApprovalDetail> {
    this.refuseOnce("saveDraft");
    this.current({ draft_id: id, sha256: body.sha256 });
    this.saves.push({ id, text: body.text });
    return this.change(id, { text: body.text, edited: true });
  }

  async approve(body: DraftReference & { password?: string }): Promise<DecisionResult> {
    this.refuseOnce("approve");
    const draft = this.current(body);
    if (draft.needs_password) this.checkPassword(body.password);
    return this.decide(draft, "approve", null);
  }

  async reject(body: DraftReference & { reason?: string }): Promise<DecisionResult> {
    this.refuseOnce("reject");
    return this.decide(this.current(body), "reject", body.reason ?? null);
  }

  async redraft(body: DraftReference & { reason?: string }): Promise<DecisionResult> {
    this.refuseOnce("redraft");
    this.redrafts.push({ id: body.draft_id, reason: body.reason ?? null });
    return this.decide(this.current(body), "reject", body.reason ?? null);
  }

  async snooze(body: DraftReference & { until: string | null }): Promise<DecisionResult> {
    this.refuseOnce("snooze");
    this.change(this.current(body).id, { snoozed_until: body.until });
    return { success: true };
  }

  async approveBatch(items: DraftReference[]): Promise<{ results: BatchResult[] }> {
    this.refuseOnce("approveBatch");
    return { results: items.map((item) => this.approveOne(item)) };
  }

  private approveOne(item: DraftReference): BatchResult {
    try {
      this.decide(this.current(item), "approve", null);
      return { draft_id: item.draft_id, approved: true, code: null, error: null };
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      return { draft_id: item.draft_id, approved: false, code: failure.code, error: failure.message };
    }
  }

  async testPart(name: string): Promise<HealthRow> {
    this.refuseOnce("testPart");
    const { items } = this.pages.get("/api/health") as { items: HealthRow[] };
    const row = items.find((known) => known.name === name);
    if (!row) throw new ApiFailure(404, "gone", "There is no such part.");
    return row;
  }

  async beginWhatsAppLogin(): Promise<WhatsAppLogin> {
    this.refuseOnce("beginWhatsAppLogin");
    return this.pages.get("/api/whatsapp/login") as WhatsAppLogin;
  }

  /** What a page reads from now on. */
  setPage(path: string, content: unknown): void {
    this.pages.set(path, content);
  }

  readonly devices: PushDevice[] = [];

  async addDevice(device: { endpoint: string; label: string }): Promise<PushDevice> {
    this.refuseOnce("addDevice");
    const added = { id: String(this.devices.length).padStart(16, "0"), label: device.label, added_at: "2026-11-21T14:02:00Z", last_success: null, problem: null };
    this.devices.push(added);
    return added;
  }

  async forgetDevice(id: string): Promise<unknown> {
    this.refuseOnce("forgetDevice");
    this.devices.splice(this.devices.findIndex((device) => device.id === id), 1);
    return {};
  }

  async testDevice(id: string): Promise<unknown> {
    this.refuseOnce("testDevice");
    return this.devices.find((device) => device.id === id);
  }

  async undo(body: { draft_id: string; sha256: string }): Promise<DecisionResult> {
    this.refuseOnce("undo");
    const draft = this.get(body.draft_id);
    if (draft.execution && draft.execution.state !== "approved") throw new ApiFailure(409, "too_late", "It is already on its way.");
    this.change(draft.id, { place: "pending", status: "pending_approval", decision: null, execution: null });
    return { success: true };
  }

  private decide(draft: ApprovalDetail, decision: "approve" | "reject", reason: string | null): DecisionResult {
    const when = this.options.now?.() ?? "2026-11-21T14:02:00Z";
    const notBefore = decision === "approve" ? new Date(Date.parse(when) + 3_000).toISOString() : null;
    this.decisions.push({ decision, id: draft.id, sha256: draft.sha256, text: draft.text, reason });
    this.change(draft.id, {
      place: decision === "approve" ? "approved" : "rejected",
      status: decision === "approve" ? "approved" : "rejected",
      decision: { decision, who: "owner", when, how: "dashboard", not_before: notBefore, reason },
      execution: null,
    });
    return { success: true, timestamp: when, not_before: notBefore };
  }

  private checkPassword(password: string | undefined): void {
    if (password === undefined) throw new ApiFailure(403, "password_required", "This draft needs your password.");
    if (password !== this.options.password) throw new ApiFailure(403, "wrong_password", "That is not the password.");
  }

  private current(body: { draft_id: string; sha256: string }): ApprovalDetail {
    const draft = this.get(body.draft_id);
    if (draft.place !== "pending") throw new ApiFailure(409, "decided", "This draft was decided already.");
    if (draft.sha256 !== body.sha256) throw new ApiFailure(409, "changed", "This draft changed. Look again.");
    return draft;
  }

  private get(id: string): ApprovalDetail {
    const draft = this.drafts.get(id);
    if (!draft) throw new ApiFailure(404, "gone", "There is no such draft.");
    return draft;
  }

  private queue(): ApprovalPage {
    const items = [...this.drafts.values()].filter((draft) => draft.place === "pending");
    return { items, next_cursor: null, total: items.length };
  }

  private refuseOnce(call: keyof Api): void {
    const failure = this.failures.get(call);
    this.failures.delete(call);
    if (failure) throw failure;
  }

  private nextHash(): string {
    this.writes += 1;
    return String(this.writes).padStart(64, "0");
  }
}
