import "server-only";

/** Approve, refuse, edit, undo: each presents the hash of what was shown, and nothing else is decided. */
import { bestPlace } from "@/lib/data";
import { needsPassword, risksOf } from "@/lib/cards";
import { Refusal } from "@/lib/http/refusal";
import { approvalEntry, hold, rejectionEntry, release, undoEntry, writeEntry } from "@/lib/ledger";
import { mayBatch } from "@/lib/risk";
import type { Settings } from "@/lib/settings";
import { refusalOf } from "@/lib/vault/channels";
import { draftText, hashOf, withDraftText } from "@/lib/vault/draft";
import { isCode, moveFile, readRegular, replaceFile, StaleFile } from "@/lib/vault/files";
import { asText, MalformedFile, parse, type FrontMatter, type VaultDocument } from "@/lib/vault/parser";
import { payloadOf } from "@/lib/vault/payload";
import { categoryOf, placeOf } from "@/lib/vault/places";
import { serialize } from "@/lib/vault/serializer";
import { ledgerName, readDecision, readOutbox, type LedgerEntry } from "@/lib/vault/state-folder";
import type { Entry } from "@/lib/vault/entry";
import type { VaultIndex } from "@/lib/vault/vault-index";

export interface DecisionParts {
  index: VaultIndex;
  settings: Settings;
  now: () => number;
  /** Tells whether this is the owner's password; null where none was given. */
  checkPassword: (password: string | undefined) => Promise<boolean | null>;
}

export interface Reference {
  draft_id: string;
  sha256: string;
}

const CHANGED = "This draft changed since you looked. Look again.";
const GONE = "There is no such draft.";
const VAULT_MISSING = "The vault is not in its folder any more. Mount the folder or move it back, then try again. Nothing was changed.";

const YEAR_MS = 366 * 24 * 3600 * 1000;

interface Waiting {
  entry: Entry;
  document: VaultDocument;
}

/** The draft as it lies now, if it still waits and still has the bytes that were shown. */
export async function findWaiting(parts: DecisionParts, reference: Reference): Promise<Waiting> {
  const entry = bestPlace(parts.index.withId(reference.draft_id));
  if (!entry) throw new Refusal(404, "gone", GONE);
  if (placeOf(entry.path) !== "pending") throw new Refusal(409, "decided", await whatHappened(parts, entry));
  const data = await readNow(parts, entry);
  if (hashOf(data) !== reference.sha256) throw new Refusal(409, "changed", CHANGED);
  return { entry, document: readDocument(data) };
}

async function readNow(parts: DecisionParts, entry: Entry): Promise<Buffer> {
  try {
    return await readRegular(parts.index.absolute(entry.path));
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
    if (!parts.index.isThere()) throw new Refusal(503, "vault_missing", VAULT_MISSING);
    parts.index.read(entry.path);
    throw new Refusal(409, "decided", "This draft was moved meanwhile. Look again.");
  }
}

function readDocument(data: Buffer): VaultDocument {
  try {
    return parse(data);
  } catch (error) {
    if (error instanceof MalformedFile) throw new Refusal(409, "malformed", "This file cannot be read. Mend its front matter in Obsidian first.");
    throw error;
  }
}

const WAYS: Record<LedgerEntry["how"], string> = { dashboard: "on the dashboard", obsidian: "in Obsidian", cli: "at the terminal", whatsapp: "by WhatsApp", "signed commit": "by a signed commit" };

async function whatHappened(parts: DecisionParts, entry: Entry): Promise<string> {
  const decision = await readDecision(parts.settings.state, entry.id);
  if (!decision) return "This draft is decided already.";
  const how = WAYS[decision.how];
  return decision.decision === "approve" ? `This draft was approved ${how} already.` : `This draft was refused ${how} already.`;
}

export async function approve(parts: DecisionParts, reference: Reference, password?: string): Promise<{ not_before: string }> {
  const { entry, document } = await findWaiting(parts, reference);
  const payload = payloadOf(document);
  const problem = refusalOf(entry.path, payload) ?? idProblem(entry, document.front);
  if (!payload || problem) throw new Refusal(409, "not_sendable", `This draft cannot be approved. ${problem ?? ""} Mend it in Obsidian.`);
  await requirePassword(parts, document, password);
  const decided = { id: entry.id, path: entry.path, sha256: reference.sha256, now: parts.now() };
  const record = approvalEntry(decided, payload, parts.settings.undoSeconds);
  // An entry without a moved file is what a crash left: approving again goes on from there.
  await keep(parts, record);
  await move(parts, entry.path, entry.path.replace("Pending_Approval/", "Approved/"));
  return { not_before: record.not_before };
}

function idProblem(entry: Entry, front: FrontMatter): string | null {
  return asText(front.id).toLowerCase() === entry.id.toLowerCase() ? null : "Its id and its file name differ.";
}

async function keep(parts: DecisionParts, record: LedgerEntry): Promise<void> {
  await writeEntry(parts.settings.state, record);
  parts.index.readDecision(ledgerName(record.id, record.sha256));
}

async function requirePassword(parts: DecisionParts, document: VaultDocument, password: string | undefined): Promise<void> {
  const risk = risksOf(document.front, payloadOf(document));
  if (!parts.settings.loginRequired || !needsPassword(risk, parts.settings.confirmNewRecipients)) return;
  const right = await parts.checkPassword(password);
  if (right === null) throw new Refusal(403, "password_required", "Enter your password to approve this one.");
  if (!right) throw new Refusal(403, "wrong_password", "That is not the password.");
}

async function move(parts: DecisionParts, source: string, target: string): Promise<void> {
  try {
    await moveFile(parts.index.absolute(source), parts.index.absolute(target));
  } catch (error) {
    if (error instanceof StaleFile || isCode(error, "ENOENT")) throw new Refusal(409, "decided", "This draft was moved meanwhile. Look again.");
    throw error;
  }
  parts.index.read(target);
  parts.index.read(source);
}

export async function reject(parts: DecisionParts, reference: Reference, reason: string | null): Promise<void> {
  const { entry, document } = await findWaiting(parts, reference);
  const now = parts.now();
  await keep(parts, rejectionEntry({ id: entry.id, path: entry.path, sha256: reference.sha256, now }, reason));
  const time = stamp(now);
  const front = { ...document.front, status: "rejected", reject_reason: reason, decided_at: time, updated_at: time };
  await replaceFile(parts.index.absolute(entry.path), serialize({ front, body: document.body }));
  await move(parts, entry.path, `Rejected/${entry.id}.md`);
}

export async function edit(parts: DecisionParts, reference: Reference, text: string): Promise<void> {
  const { entry, document } = await findWaiting(parts, reference);
  const body = withDraftText(document.body, text);
  if (body === null) throw new Refusal(409, "malformed", "This file has no heading “## Draft”. Mend it in Obsidian first.");
  const drafted = asText(document.front.drafted_text) || draftText(document.body);
  const edited = draftText(body) !== drafted;
  const front = { ...document.front, edited, drafted_text: edited ? drafted : null, note: null, updated_at: stamp(parts.now()) };
  await replaceFile(parts.index.absolute(entry.path), serialize({ front, body }));
  parts.index.read(entry.path);
}

const TAKEN = "Too late to undo: the agent has taken it.";

/** Takes an approval back, as long as the agent has not taken it. The file moves first: a record alone approves nothing. */
export async function undo(parts: DecisionParts, reference: Reference): Promise<void> {
  const entry = bestPlace(parts.index.withId(reference.draft_id));
  if (!entry) throw new Refusal(404, "gone", GONE);
  const { state } = parts.settings;
  const decision = await readDecision(state, entry.id);
  const started = (await readOutbox(state)).some((item) => item.id.toLowerCase() === entry.id.toLowerCase() && item.approved_at === decision?.when && item.state !== "approved");
  if (placeOf(entry.path) !== "approved" || decision?.decision !== "approve" || started) throw new Refusal(409, "too_late", TAKEN);
  if (decision.sha256 !== reference.sha256) throw new Refusal(409, "changed", CHANGED);
  if (!(await hold(state, entry.id, reference.sha256))) throw new Refusal(409, "too_late", TAKEN);
  try {
    await move(parts, entry.path, entry.path.replace("Approved/", "Pending_Approval/"));
    await undoEntry(state, entry.id, reference.sha256, parts.now());
  } finally {
    await release(state, entry.id, reference.sha256);
  }
  parts.index.readDecision(ledgerName(entry.id, reference.sha256));
}

/** One of several that were shown in full and approved together; what deserves a look of its own is refused. */
export async function approveInBatch(parts: DecisionParts, reference: Reference): Promise<void> {
  const { document } = await findWaiting(parts, reference);
  if (!mayBatch(risksOf(document.front, payloadOf(document)), asText(document.front.action))) throw new Refusal(409, "one_by_one", "This one is approved by itself only: open it.");
  await approve(parts, reference);
}

/** Puts a draft out of sight until a time; null brings it back. */
export async function snooze(parts: DecisionParts, reference: Reference, until: string | null): Promise<void> {
  const { entry, document } = await findWaiting(parts, reference);
  const ahead = until === null ? 0 : Date.parse(until) - parts.now();
  if (until !== null && (ahead <= 0 || ahead > YEAR_MS)) throw new Refusal(400, "bad_request", "Choose a time that lies ahead, within a year.");
  const front = { ...document.front, snoozed_until: until === null ? null : stamp(Date.parse(until)), updated_at: stamp(parts.now()) };
  await replaceFile(parts.index.absolute(entry.path), serialize({ front, body: document.body }));
  parts.index.read(entry.path);
}

/** Whether an id and a category that came from outside belong together. */
export function belongs(entry: Entry | null, category: string): boolean {
  return entry !== null && categoryOf(entry.path) === category;
}

export function stamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}
