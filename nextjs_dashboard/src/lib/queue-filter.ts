/** Which of the waiting drafts are asked for, in an address of a page or of the API. Pure. */
import { categoryFrom } from "@/lib/client/wording";
import type { Category } from "@/lib/types";

export type QueueView = "all" | "urgent" | "snoozed";
const VIEWS: readonly QueueView[] = ["all", "urgent", "snoozed"];

export interface QueueFilter {
  category: Category | null;
  view: QueueView;
}

export const EVERYTHING: QueueFilter = { category: null, view: "all" };

/** Reads a query; what is not understood is left out. */
export function filterFrom(query: URLSearchParams): QueueFilter {
  return {
    category: categoryFrom(query.get("category")),
    view: VIEWS.find((view) => view === query.get("view")) ?? "all",
  };
}

export function filterQuery(filter: QueueFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.category) query.set("category", filter.category.toLowerCase());
  if (filter.view !== "all") query.set("view", filter.view);
  return query;
}

/** Drafts on one page. */
export const PAGE_SIZE = 50;

/** A page's number in an address; 1 for anything else. */
export function pageFrom(query: URLSearchParams): number {
  const page = Number(query.get("page"));
  return Number.isInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1;
}

/** Where a page of the list begins, as the API wants it. */
export function cursorOf(page: number): string | null {
  return page === 1 ? null : String((page - 1) * PAGE_SIZE);
}

/** The page that shows it. */
export function queueHref(filter: QueueFilter, page = 1): string {
  const fields = filterQuery(filter);
  if (page > 1) fields.set("page", String(page));
  const query = fields.toString();
  return query ? `/approvals?${query}` : "/approvals";
}

export function sameFilter(one: QueueFilter, other: QueueFilter): boolean {
  return queueHref(one) === queueHref(other);
}
