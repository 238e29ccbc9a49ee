/** The outbound payload of a draft and its hash (data-model.md §3); agent_skills/domain/payload.py makes the same. */
import { createHash } from "node:crypto";
import { draftText } from "@/lib/vault/draft";
import { asText, asTexts, type FrontMatter, type VaultDocument } from "@/lib/vault/parser";

export interface EmailPayload {
  account: string | null;
  action: "send_email";
  bcc: string[];
  cc: string[];
  in_reply_to: string | null;
  references: string[];
  subject: string;
  text: string;
  to: string[];
}

export interface WhatsAppPayload {
  account: string | null;
  action: "send_whatsapp";
  chat_id: string;
  text: string;
  to: string[]; // the name that the chat's header shows
}

export interface PostPayload {
  account: string | null;
  action: "create_post";
  link: string | null;
  media: string[]; // public addresses, or names of files in the media folder
  platform: string;
  text: string;
}

export type BookingAction = "create_invoice" | "create_bill" | "create_expense" | "create_contact";

export interface BookingPayload {
  account: string | null;
  action: BookingAction;
  currency: string | null;
  date: string | null;
  due_date: string | null;
  partner: string;
  partner_email: string | null;
  reference: string | null;
  text: string; // holds the table of lines
}

export interface PaymentPayload {
  account: string | null;
  action: "create_payment";
  amount: string; // decimal text
  beneficiary: string;
  bic: string | null;
  currency: string;
  date: string | null;
  iban: string;
  method: string;
  reference: string | null;
  text: string; // a note for the owner alone
}

export interface EventPayload {
  account: string | null;
  action: "create_event";
  attendees: string[]; // mail addresses
  end: string; // the last day, included, or a local time
  location: string | null;
  start: string; // a day, or a local time
  text: string; // describes it
  timezone: string | null; // of local times
  title: string;
}

export type Payload = EmailPayload | WhatsAppPayload | PostPayload | BookingPayload | PaymentPayload | EventPayload;
export type Action = Payload["action"];

/** Everything of a payload but its text: where it goes, as the owner saw it. */
export type Routing = Record<string, string | string[] | null>;

type Reader = (front: FrontMatter, text: string) => Payload;

function optional(front: FrontMatter, key: string): string | null {
  return asText(front[key]) || null;
}

function email(front: FrontMatter, text: string): EmailPayload {
  return {
    account: optional(front, "account"),
    action: "send_email",
    bcc: asTexts(front.bcc),
    cc: asTexts(front.cc),
    in_reply_to: optional(front, "in_reply_to"),
    references: asTexts(front.references),
    subject: asText(front.subject),
    text,
    to: asTexts(front.to),
  };
}

function whatsapp(front: FrontMatter, text: string): WhatsAppPayload {
  return { account: optional(front, "account"), action: "send_whatsapp", chat_id: asText(front.chat_id), text, to: asTexts(front.to) };
}

function post(front: FrontMatter, text: string): PostPayload {
  return {
    account: optional(front, "account"),
    action: "create_post",
    link: optional(front, "link"),
    media: asTexts(front.media),
    platform: asText(front.platform),
    text,
  };
}

function booking(action: BookingAction): Reader {
  return (front, text) => ({
    account: optional(front, "account"),
    action,
    currency: optional(front, "currency"),
    date: optional(front, "date"),
    due_date: optional(front, "due_date"),
    partner: asText(front.partner),
    partner_email: optional(front, "partner_email"),
    reference: optional(front, "reference"),
    text,
  });
}

function payment(front: FrontMatter, text: string): PaymentPayload {
  return {
    account: optional(front, "account"),
    action: "create_payment",
    amount: asText(front.amount),
    beneficiary: asText(front.beneficiary),
    bic: optional(front, "bic"),
    currency: asText(front.currency),
    date: optional(front, "date"),
    iban: asText(front.iban),
    method: asText(front.method),
    reference: optional(front, "reference"),
    text,
  };
}

function event(front: FrontMatter, text: string): EventPayload {
  return {
    account: optional(front, "account"),
    action: "create_event",
    attendees: asTexts(front.attendees),
    end: asText(front.end),
    location: optional(front, "location"),
    start: asText(front.start),
    text,
    timezone: optional(front, "timezone"),
    title: asText(front.title),
  };
}

const READERS = new Map<string, Reader>(
  Object.entries({
    send_email: email,
    send_whatsapp: whatsapp,
    create_post: post,
    create_invoice: booking("create_invoice"),
    create_bill: booking("create_bill"),
    create_expense: booking("create_expense"),
    create_contact: booking("create_contact"),
    create_payment: payment,
    create_event: event,
  } satisfies Record<Action, Reader>),
);

/** The payload of a draft; null where the file names no action that is known. */
export function payloadOf(document: VaultDocument): Payload | null {
  const read = READERS.get(asText(document.front.action));
  return read ? read(document.front, draftText(document.body)) : null;
}

/** SHA-256 of the canonical JSON: keys sorted by name. */
export function payloadHash(payload: Payload): string {
  const sorted = Object.fromEntries(Object.entries(payload).sort(([left], [right]) => (left < right ? -1 : 1)));
  return createHash("sha256").update(JSON.stringify(sorted), "utf8").digest("hex");
}

export function routingOf(payload: Payload): Routing {
  return Object.fromEntries(Object.entries(payload).filter(([key]) => key !== "text")) as Routing;
}

const HEADLINE = 60;

/** Whom or what it goes to, for lists. */
export function recipientsOf(payload: Payload): string[] {
  switch (payload.action) {
    case "send_email":
    case "send_whatsapp":
      return payload.to;
    case "create_post":
      return [payload.platform];
    case "create_payment":
      return [payload.beneficiary];
    case "create_event":
      return payload.attendees.length > 0 ? payload.attendees : [payload.title]; // it stays in the owner's own calendar
    default:
      return [payload.partner];
  }
}

/** One short line that tells what it is. */
export function headlineOf(payload: Payload): string {
  switch (payload.action) {
    case "send_email":
      return payload.subject;
    case "send_whatsapp":
    case "create_post":
      return firstLine(payload.text);
    case "create_event":
      return payload.title;
    case "create_payment":
      return [payload.amount, payload.currency, payload.reference].filter(Boolean).join(" ");
    default:
      return payload.reference ?? firstLine(payload.text);
  }
}

function firstLine(text: string): string {
  const found = text.split("\n").map((line) => line.trim()).find((line) => line !== "");
  return [...(found ?? "")].slice(0, HEADLINE).join("");
}
