/** What each action does, in the owner's words. Pure. */
import { billOf } from "@/lib/client/line-items";
import type { ApprovalDetail } from "@/lib/types";

type Acting = Pick<ApprovalDetail, "action" | "to" | "cc" | "bcc" | "routing"> & { text?: string };
type Routing = NonNullable<ApprovalDetail["routing"]>;

const PLATFORMS: Record<string, string> = { linkedin: "LinkedIn", facebook: "Facebook", instagram: "Instagram", twitter: "X" };

const BOOKINGS: Record<string, string> = {
  create_invoice: "Create draft invoice",
  create_bill: "Create draft bill",
  create_expense: "Record expense",
  create_contact: "Create contact",
  execute_plan: "Approve plan",
};

const BILLS = ["create_invoice", "create_bill", "create_expense"];

/** Names the act that a yes performs: "Send to ali@acme.com", "Post on LinkedIn", "Prepare payment of 120.50 EUR". */
export function actOf(draft: Acting, edited: boolean): string {
  if (draft.action === "send_email") return mailAct(draft, edited);
  if (draft.action === "send_whatsapp") return `Send to ${draft.to[0] ?? "the chat"}`;
  if (draft.action === "create_post") return `Post on ${platformName(field(draft, "platform"))}`;
  if (BILLS.includes(draft.action)) return `${BOOKINGS[draft.action] ?? ""} ${sumOf(draft)}`.trim();
  if (draft.action === "create_event") return eventAct(draft);
  if (draft.action === "create_payment") return `Prepare payment of ${field(draft, "amount")} ${field(draft, "currency")}`.trim();
  return BOOKINGS[draft.action] ?? `Approve: ${draft.action.replaceAll("_", " ")}`;
}

export function platformName(platform: string): string {
  return PLATFORMS[platform] ?? (platform || "the platform");
}

/** "193.54 EUR"; nothing where Odoo works it out. */
function sumOf(draft: Acting): string {
  const gross = billOf(draft.text ?? "")?.gross;
  return gross ? `${gross} ${field(draft, "currency")}`.trim() : "";
}

/** An IBAN as it is written on paper: groups of four. */
export function groupedIban(iban: string): string {
  return iban.replace(/\s/g, "").replace(/(.{4})(?=.)/g, "$1 ");
}

export function fieldOf(routing: Routing, name: string): string {
  const value = routing[name];
  return typeof value === "string" ? value : "";
}

function mailAct(draft: Acting, edited: boolean): string {
  if (edited) return "Send edited";
  const people = draft.to.length + draft.cc.length + draft.bcc.length;
  return people === 1 ? `Send to ${draft.to[0] ?? "the recipient"}` : `Send to ${people} people`;
}

/** Whoever is invited gets a mail from the calendar: the button says so. */
function eventAct(draft: Acting): string {
  const invited = listOf(draft.routing?.attendees);
  if (invited.length === 0) return "Put into your calendar";
  return invited.length === 1 ? `Create event, invite ${invited[0]}` : `Create event, invite ${invited.length} people`;
}

/** A field that holds several. */
export function listOf(value: Routing[string] | undefined): string[] {
  return Array.isArray(value) ? value : [];
}

function field(draft: Acting, name: string): string {
  return draft.routing ? fieldOf(draft.routing, name) : "";
}

const FIELD_NAMES: Record<string, string> = {
  account: "Account",
  amount: "Amount",
  attendees: "Invited",
  beneficiary: "To",
  bic: "BIC",
  chat_id: "Chat id",
  currency: "Currency",
  date: "Date",
  due_date: "Due",
  end: "Ends",
  iban: "IBAN",
  link: "Link",
  location: "Place",
  media: "Pictures",
  method: "How",
  partner: "Partner",
  partner_email: "E-mail",
  platform: "Platform",
  reference: "Reference",
  start: "Begins",
  timezone: "Time zone",
  title: "Title",
  to: "To",
};

const METHODS: Record<string, string> = { odoo: "As a draft payment in Odoo", pain001: "As a file for your bank" };

/** What goes out beside the text, field by field, with nothing left out but what is empty. */
export function routingRows(routing: NonNullable<ApprovalDetail["routing"]>): { name: string; values: string[] }[] {
  const shown = Object.entries(routing).filter(([key]) => key !== "action");
  return shown.map(([key, value]) => ({ name: FIELD_NAMES[key] ?? key.replaceAll("_", " "), values: valuesOf(key, value) })).filter(({ values }) => values.length > 0);
}

function valuesOf(key: string, value: string | string[] | null): string[] {
  const values = (Array.isArray(value) ? value : [value ?? ""]).filter((text) => text !== "");
  if (key === "platform") return values.map(platformName);
  if (key === "iban") return values.map(groupedIban);
  return key === "method" ? values.map((text) => METHODS[text] ?? text) : values;
}
