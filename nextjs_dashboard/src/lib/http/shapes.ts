/** What requests may look like. Ids, never paths. */
import { z } from "zod";

export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,120}$/);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const Reference = z.object({
  type: z.enum(["email", "linkedin", "whatsapp", "odoo", "calendar", "social", "plans"]),
  draft_id: Id,
  category: z.enum(["Email", "LinkedIn", "WhatsApp", "Odoo", "Calendar", "Social", "Plans"]),
  sha256: Sha256,
});

export const SearchQuery = z.object({ q: z.string().max(200) });
export const QueueQuery = z.object({
  category: z.enum(["email", "linkedin", "whatsapp", "odoo", "calendar", "social", "plans"]).optional(),
  view: z.enum(["urgent", "snoozed"]).optional(),
  cursor: z.string().regex(/^[0-9]{1,7}$/).optional(),
});

export const ApproveBody = Reference.extend({ password: z.string().max(200).optional() }).strict();
export const RejectBody = Reference.extend({ reason: z.string().max(200).optional() }).strict();
export const SnoozeBody = Reference.extend({ until: z.iso.datetime().nullable() }).strict();
export const BatchBody = z.object({ items: z.array(Reference.strict()).min(1).max(50) }).strict();
const Key = z.string().regex(/^[A-Za-z0-9_-]{16,200}$/);
export const DeviceBody = z.object({ endpoint: z.url().max(1000), keys: z.object({ p256dh: Key, auth: Key }).strict(), label: z.string().min(1).max(60) }).strict();
export const DeviceIdBody = z.object({ id: z.string().regex(/^[0-9a-f]{16}$/) }).strict();
export const PartBody = z.object({ name: z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/) }).strict();
export const NoBody = z.object({}).strict();
export const UndoBody = z.object({ draft_id: Id, sha256: Sha256 }).strict();
/** What a word processor breaks lines with becomes a line break; other control characters, which no vault file may hold, go. */
const Text = z.string().max(20_000).transform((text) => text.replace(/[\x0b\x0c]/g, "\n").replace(/[\x00-\x08\x0e-\x1f]/g, ""));
export const EditBody = z.object({ sha256: Sha256, text: Text }).strict();
