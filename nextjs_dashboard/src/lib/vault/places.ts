/** Folders and channels: where a draft may lie, and what that means. */
import type { ApprovalType, Category, DraftPlace } from "@/lib/types";

export const CATEGORIES: Category[] = ["Email", "LinkedIn", "WhatsApp", "Odoo", "Calendar", "Social", "Plans"];

export const TYPES: Record<Category, ApprovalType> = {
  Email: "email",
  LinkedIn: "linkedin",
  WhatsApp: "whatsapp",
  Odoo: "odoo",
  Calendar: "calendar",
  Social: "social",
  Plans: "plans",
};

/** Folders of the channels below Pending_Approval/ and Approved/. */
export const CHANNELS = ["Email", "LinkedIn", "WhatsApp", "Odoo", "Calendar", "Plans", "Social/Facebook", "Social/Instagram", "Social/Twitter"];

const PLACES: Record<string, DraftPlace> = {
  Pending_Approval: "pending",
  Approved: "approved",
  Rejected: "rejected",
  Done: "done",
  Needs_Action: "needs_action",
};

/** In which order the places of one id count: what still waits first. */
export const PLACE_ORDER: DraftPlace[] = ["pending", "approved", "needs_action", "rejected", "done"];

export function placeOf(path: string): DraftPlace | null {
  return PLACES[path.split("/")[0] ?? ""] ?? null;
}

/** The category of a path below Pending_Approval/ or Approved/; elsewhere the one the id tells. */
export function categoryOf(path: string): Category | null {
  const [top, folder] = path.split("/");
  if (top === "Pending_Approval" || top === "Approved") return CATEGORIES.find((name) => name === folder) ?? null;
  return fromId(path.split("/").at(-1) ?? "");
}

const PREFIXES: [string, Category][] = [
  ["EMAIL_", "Email"],
  ["LINKEDIN_", "LinkedIn"],
  ["WHATSAPP_", "WhatsApp"],
  ["ODOO_", "Odoo"],
  ["EVENT_", "Calendar"],
  ["FACEBOOK_", "Social"],
  ["INSTAGRAM_", "Social"],
  ["TWITTER_", "Social"],
  ["PLAN_", "Plans"],
];

function fromId(name: string): Category | null {
  return PREFIXES.find(([prefix]) => name.toUpperCase().startsWith(prefix))?.[1] ?? null;
}
