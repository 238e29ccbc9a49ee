/** The browser's one door to the dashboard's API. A refusal is an ApiFailure whose message may be shown to the owner. */

import { filterQuery, type QueueFilter } from "@/lib/queue-filter";
import type { Activity, ApiError, ApprovalCard, ApprovalDetail, ApprovalType, BatchResult, Category, FindingNote, HealthRow, OutboxItem, PlanSummary, PushDevice, PushStatus, Status, UsageDay, UsageSummary, WhatsAppLogin } from "@/lib/types";

export interface ApprovalPage {
  items: ApprovalCard[];
  next_cursor: string | null;
  total: number;
}

export interface UsageReport {
  summary: UsageSummary;
  days: UsageDay[];
}

/** What names one draft exactly: its id and the hash of the bytes that were on the screen. */
export interface DraftReference {
  type: ApprovalType;
  draft_id: string;
  category: Category;
  sha256: string;
}

export interface DecisionResult {
  success: true;
  message?: string;
  timestamp?: string;
  not_before?: string | null;
}

/** Every read, by its address, so that the cache and the calls use the same names. */
export interface Reads {
  "/api/status": Status;
  "/api/health": { items: HealthRow[]; findings?: FindingNote[] };
  "/api/outbox": { items: OutboxItem[] };
  "/api/activity": { items: Activity[] };
  "/api/usage": UsageReport;
  "/api/plans": { items: PlanSummary[] };
  "/api/whatsapp/login": WhatsAppLogin;
  "/api/push": PushStatus;
}

export interface Api {
  read<T>(path: string): Promise<T>;
  saveDraft(id: string, body: { sha256: string; text: string }): Promise<ApprovalDetail>;
  approve(body: DraftReference & { password?: string }): Promise<DecisionResult>;
  reject(body: DraftReference & { reason?: string }): Promise<DecisionResult>;
  /** Refuses this version and asks the drafter for another one. */
  redraft(body: DraftReference & { reason?: string }): Promise<DecisionResult>;
  /** Puts a draft off until a time, or brings it back. */
  snooze(body: DraftReference & { until: string | null }): Promise<DecisionResult>;
  /** Asks a part of the system to report now. */
  testPart(name: string): Promise<HealthRow>;
  /** Asks for the code that links this machine to WhatsApp. */
  beginWhatsAppLogin(): Promise<WhatsAppLogin>;
  addDevice(device: { endpoint: string; keys: { p256dh: string; auth: string }; label: string }): Promise<PushDevice>;
  forgetDevice(id: string): Promise<unknown>;
  testDevice(id: string): Promise<unknown>;
  approveBatch(items: DraftReference[]): Promise<{ results: BatchResult[] }>;
  undo(body: { draft_id: string; sha256: string }): Promise<DecisionResult>;
}

/** A refused or failed call. `status` is 0 where no answer came at all. */
export class ApiFailure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "ApiFailure";
  }
}

const NO_ANSWER = "The dashboard does not answer. Check that the laptop is on, then try again.";
const ODD_ANSWER = "The dashboard gave an answer that this page does not understand. Reload the page.";

/** Turns whatever was thrown into words for the owner. */
export function plainWords(failure: unknown): string {
  return failure instanceof ApiFailure ? failure.message : NO_ANSWER;
}

export function hasCode(failure: unknown, code: string): boolean {
  return failure instanceof ApiFailure && failure.code === code;
}

export function approvalPath(id: string): string {
  return `/api/approvals/${encodeURIComponent(id)}`;
}

export function approvalsPath(filter: QueueFilter, cursor: string | null): string {
  const query = filterQuery(filter);
  if (cursor) query.set("cursor", cursor);
  const text = query.toString();
  return text ? `/api/approvals?${text}` : "/api/approvals";
}

export function searchPath(query: string): string {
  return `/api/search?${new URLSearchParams({ q: query }).toString()}`;
}

/** Builds the API over a fetch function; `base` is needed only where there is no page address. */
export function createApi(fetcher: typeof fetch, base = ""): Api {
  async function call<T>(method: "GET" | "POST" | "PUT", path: string, body?: object): Promise<T> {
    const response = await send(fetcher, base + path, method, body);
    const answer = await readJson(response);
    if (!response.ok) throw refusal(response.status, answer);
    return answer as T;
  }
  return {
    read: (path) => call("GET", path),
    saveDraft: (id, body) => call("PUT", approvalPath(id), body),
    approve: (body) => call("POST", "/api/approve", body),
    reject: (body) => call("POST", "/api/reject", body),
    redraft: (body) => call("POST", "/api/redraft", body),
    snooze: (body) => call("POST", "/api/snooze", body),
    approveBatch: (items) => call("POST", "/api/approve/batch", { items }),
    beginWhatsAppLogin: () => call("POST", "/api/whatsapp/ask", {}),
    testPart: (name) => call("POST", "/api/health/test", { name }),
    addDevice: (device) => call("POST", "/api/push/devices", device),
    forgetDevice: (id) => call("POST", "/api/push/forget", { id }),
    testDevice: (id) => call("POST", "/api/push/test", { id }),
    undo: (body) => call("POST", "/api/undo", body),
  };
}

async function send(fetcher: typeof fetch, url: string, method: string, body?: object): Promise<Response> {
  const init: RequestInit = { method, cache: "no-store", headers: { Accept: "application/json" } };
  if (body) {
    init.body = JSON.stringify(body);
    init.headers = { Accept: "application/json", "Content-Type": "application/json" };
  }
  try {
    return await fetcher(url, init);
  } catch {
    throw new ApiFailure(0, "no_answer", NO_ANSWER);
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new ApiFailure(response.status, "odd_answer", ODD_ANSWER);
  }
}

function refusal(status: number, answer: unknown): ApiFailure {
  if (isApiError(answer)) return new ApiFailure(status, answer.code, answer.error);
  return new ApiFailure(status, "odd_answer", ODD_ANSWER);
}

function isApiError(answer: unknown): answer is ApiError {
  return typeof answer === "object" && answer !== null && "error" in answer && typeof answer.error === "string" && "code" in answer && typeof answer.code === "string";
}
