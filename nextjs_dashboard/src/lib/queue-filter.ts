/** Which of the waiting drafts are asked for, in an address of a page or of the API. Pure. */
import type { Category } from "@/lib/types";

const CATEGORIES: readonly Category[] = ["Email", "WhatsApp", "LinkedIn", "Social", "Odoo", "Plans"];

export type QueueView = "all" | "urgent" | "snoozed";
const VIEWS: readonly QueueView[] = ["all", "urgent", "snoozed"];

export interface QueueFilter {
  category: Category | null;
  view: QueueView;
}

export const EVERYTHING: QueueFilter = { category: null, view: "all" };

/** Reads a query; what is not understood is left out. */
export function filterFrom(query: URLSearchParams): QueueFilter {
  const named = query.get("category")?.toLowerCase();
  return {
    category: CATEGORIES.find((category) => category.toLowerCase() === named) ?? null,
    view: VIEWS.find((view) => view === query.get("view")) ?? "all",
  };
}

export function filterQuery(filter: QueueFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.category) query.set("category", filter.category.toLowerCase());
  if (filter.view !== "all") query.set("view", filter.view);
  return query;
}

/** The page that shows it. */
export function queueHref(filter: QueueFilter): string {
  const query = filterQuery(filter).toString();
  return query ? `/approvals?${query}` : "/approvals";
}

export function sameFilter(one: QueueFilter, other: QueueFilter): boolean {
  return queueHref(one) === queueHref(other);
}
