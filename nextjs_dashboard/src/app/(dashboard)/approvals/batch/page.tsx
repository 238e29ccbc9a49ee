import type { Metadata } from "next";
import { BatchReview } from "@/components/batch/batch-review";
import { getApproval } from "@/lib/data";
import { requireSession } from "@/lib/session";
import type { ApprovalDetail } from "@/lib/types";

export const metadata: Metadata = { title: "Read and send" };

/** As many as one request takes. */
const MOST = 50;

interface PageProps {
  searchParams: Promise<{ ids?: string | string[] }>;
}

/** The chosen drafts in full; what has to be decided by itself, or no longer waits, is left out and named. */
export default async function BatchPage({ searchParams }: PageProps) {
  const { ids: asked } = await searchParams;
  const text = Array.isArray(asked) ? asked.join(",") : (asked ?? "");
  await requireSession(`/approvals/batch?ids=${encodeURIComponent(text)}`);
  const ids = [...new Set(text.split(",").filter((id) => /^[A-Za-z0-9_-]{1,120}$/.test(id)))].slice(0, MOST);
  const found = await Promise.all(ids.map(async (id) => ({ id, draft: await getApproval(id) })));
  const drafts = found.flatMap(({ draft }) => (draft?.batchable ? [draft] : []));
  const leftOut = found.flatMap(({ id, draft }) => (draft?.batchable ? [] : [{ id, why: whyLeftOut(id, draft) }]));
  return <BatchReview drafts={drafts} leftOut={leftOut} />;
}

function whyLeftOut(id: string, draft: ApprovalDetail | null): string {
  if (!draft) return `${id}: there is no such draft.`;
  const name = draft.subject || draft.title;
  return draft.place === "pending" ? `${name}: it has to be decided by itself.` : `${name}: it was decided already.`;
}
