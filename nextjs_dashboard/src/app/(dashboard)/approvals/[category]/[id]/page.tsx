import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { DraftReview } from "@/components/draft/draft-review";
import { draftHref } from "@/lib/client/wording";
import { getApproval } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Draft" };

interface PageProps {
  params: Promise<{ category: string; id: string }>;
}

/** One draft (FR-P023, FR-P032). Opening a link never decides anything; what was decided already is told. */
export default async function DraftPage({ params }: PageProps) {
  const { category, id } = await params;
  await requireSession(`/approvals/${encodeURIComponent(category)}/${encodeURIComponent(id)}`);
  const draft = await getApproval(id);
  if (!draft) notFound();
  if (category !== draft.category.toLowerCase()) redirect(draftHref(draft));
  return <DraftReview key={draft.id} initial={draft} />;
}
