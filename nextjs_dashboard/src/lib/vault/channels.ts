/** Which channel may do what, and what a draft lacks: as agent_skills/domain/{channels,sendable}.py have it. */
import { cells, isHeader, tableOf } from "@/lib/client/line-items";
import { isDay, problemOfTimes } from "@/lib/event-times";
import type { Action, BookingPayload, EventPayload, Payload, PaymentPayload, PostPayload } from "@/lib/vault/payload";

/** Folder below Pending_Approval/ and Approved/ → actions that may be executed from it. */
const CHANNEL_ACTIONS: Record<string, readonly Action[]> = {
  Email: ["send_email"],
  WhatsApp: ["send_whatsapp"],
  LinkedIn: ["create_post"],
  "Social/Facebook": ["create_post"],
  "Social/Instagram": ["create_post"],
  "Social/Twitter": ["create_post"],
  Odoo: ["create_invoice", "create_bill", "create_expense", "create_contact", "create_payment"],
  Calendar: ["create_event"],
  Plans: [],
};

const MONEY_ACTIONS: readonly Action[] = ["create_invoice", "create_bill", "create_expense", "create_payment"];

/** Whether a payload is about money, whatever risk the draft itself names. */
export function isMoney(payload: Payload | null): boolean {
  return payload !== null && MONEY_ACTIONS.includes(payload.action);
}

/** Why a draft cannot be executed from the folder it lies in, in words for the owner; null where it can. */
export function refusalOf(path: string, payload: Payload | null): string | null {
  const folder = path.split("/").slice(1, -1).join("/");
  const allowed = Object.hasOwn(CHANNEL_ACTIONS, folder) ? CHANNEL_ACTIONS[folder] : [];
  if (!payload || !allowed?.includes(payload.action)) return "Its action cannot be executed from this folder.";
  const platform = folder.split("/").at(-1)?.toLowerCase() ?? "";
  if (payload.action === "create_post" && payload.platform !== platform) return `Its platform must be ${platform}, as the folder says.`;
  return problemOf(payload);
}

function problemOf(payload: Payload): string | null {
  switch (payload.action) {
    case "send_email":
      return payload.to.length > 0 ? null : "It names no recipient.";
    case "send_whatsapp":
      if (!payload.chat_id || !payload.to.some((name) => name.trim())) return "It names no chat: chat_id and to (the name in the chat's header) are both needed.";
      return payload.text ? null : "It has no text.";
    case "create_post":
      return postProblem(payload);
    case "create_payment":
      return paymentProblem(payload);
    case "create_event":
      return eventProblem(payload);
    default:
      return bookingProblem(payload);
  }
}

const IMAGE_REQUIRED = "[IMAGE_REQUIRED]";
const PLACEHOLDERS = ["[YOUR_HEADLINE]", "[KEY_VALUE]", "[CALL_TO_ACTION]"];

function postProblem(payload: PostPayload): string | null {
  if (payload.text.includes(IMAGE_REQUIRED) || payload.media.includes(IMAGE_REQUIRED)) return "It still needs a picture: name one in media and take out [IMAGE_REQUIRED].";
  const left = PLACEHOLDERS.find((mark) => payload.text.includes(mark));
  if (left) return `It still holds ${left}: write your own words there.`;
  if (payload.platform === "instagram" && payload.media.length === 0) return "Instagram takes no post without a picture: name one in media.";
  return payload.text || payload.media.length > 0 ? null : "It has neither text nor picture.";
}

const CURRENCY = /^[A-Z]{3}$/;
const AMOUNT = /^[0-9]{1,15}(\.[0-9]{1,2})?$/;
const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;

function bookingProblem(payload: BookingPayload): string | null {
  if (!payload.partner) return "It names no partner.";
  if (payload.date !== null && !isDay(payload.date)) return "Its date is no day like 2026-11-21.";
  if (payload.due_date !== null && !isDay(payload.due_date)) return "Its due_date is no day like 2026-11-21.";
  if (payload.currency !== null && !CURRENCY.test(payload.currency)) return "Its currency is no code like EUR.";
  return payload.action === "create_contact" ? null : linesProblem(payload.text);
}

const NUMBER = /^-?[0-9]{1,12}(\.[0-9]{1,6})?$/;
const MAX_LINES = 200;

/** What is wrong with the table of lines in an invoice’s text. */
function linesProblem(text: string): string | null {
  const lines = text.split("\n");
  const table = tableOf(lines);
  if (lines.slice(table?.end ?? lines.length).some(isHeader)) return "Its text has two tables of lines; leave one.";
  const rows = table?.rows ?? [];
  if (rows.length === 0) return "Its text has no table “| Item | Quantity | Unit price | Tax % |” with a line below it.";
  if (rows.length > MAX_LINES) return `Its table has more than ${MAX_LINES} lines.`;
  return rows.map((row, index) => lineProblem(row, index + 1)).find((problem) => problem !== null) ?? null;
}

function lineProblem(row: string, line: number): string | null {
  const found = cells(row);
  const [item, quantity = "", price = "", tax = ""] = found;
  if (found.length !== 4) return `Line ${line} of its table has ${found.length} columns, not 4.`;
  if (!item) return `Line ${line} of its table names no item.`;
  const percent = tax.replace(/%$/, "").trim();
  const numbers: [string, string][] = [["quantity", quantity], ["unit price", price], ...(percent ? [["tax", percent] as [string, string]] : [])];
  const wrong = numbers.find(([, value]) => !NUMBER.test(value));
  return wrong ? `The ${wrong[0]} in line ${line} of its table is no number like 12 or 12.50.` : null;
}

function paymentProblem(payload: PaymentPayload): string | null {
  if (!payload.beneficiary.trim()) return "It names no beneficiary.";
  if (!isIban(payload.iban)) return "Its iban is no valid account number; look at the invoice again.";
  if (payload.bic !== null && !BIC.test(normalized(payload.bic))) return "Its bic is no bank code.";
  if (!AMOUNT.test(payload.amount) || Number(payload.amount) <= 0) return "Its amount is no sum above zero like 120.50.";
  if (!CURRENCY.test(payload.currency)) return "Its currency is no code like EUR.";
  if (payload.date !== null && !isDay(payload.date)) return "Its date is no day like 2026-11-21.";
  return payload.method === "odoo" || payload.method === "pain001" ? null : "Its method must be odoo or pain001.";
}

function normalized(text: string): string {
  return text.replace(/[ \u00a0]/g, "").toUpperCase();
}

/** ISO 7064, mod 97-10. */
function isIban(text: string): boolean {
  const iban = normalized(text);
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  const digits = [...(iban.slice(4) + iban.slice(0, 4))].map((char) => parseInt(char, 36)).join("");
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

const MAX_TITLE = 200;
const ADDRESS_PART = String.raw`[^\s\x00-\x1f\x7f-\x9f\ufeff<>()\[\],;:\\"@]+`;
const ADDRESS = new RegExp(`^${ADDRESS_PART}@${ADDRESS_PART}$`);

function eventProblem(payload: EventPayload): string | null {
  if (!payload.title.trim()) return "It has no title.";
  const problem = problemOfTimes(payload.start, payload.end, payload.timezone);
  if (problem) return problem;
  if ([...payload.title].length > MAX_TITLE) return `Its title is longer than ${MAX_TITLE} characters.`;
  return payload.attendees.every((address) => ADDRESS.test(address)) ? null : "One of its attendees is no mail address.";
}
