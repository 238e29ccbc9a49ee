import type { Metadata } from "next";
import { ApprovalQueue } from "@/components/approvals/approval-queue";
import { CategoryChips } from "@/components/approvals/category-chips";
import { PageHeading } from "@/components/ui/panel";
import { categoryFrom } from "@/lib/client/wording";
import { getStatus, listApprovals } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Queue" };

interface PageProps {
  searchParams: Promise<{ category?: string | string[] }>;
}

/** All waiting drafts, or those of one category (FR-P020). */
export default async function ApprovalsPage({ searchParams }: PageProps) {
  await requireSession("/approvals");
  const { category: asked } = await searchParams;
  const category = categoryFrom(Array.isArray(asked) ? asked[0] : asked);
  const [status, queue] = await Promise.all([getStatus(), listApprovals({ category, cursor: null })]);
  return (
    <div className="max-w-3xl">
      <PageHeading title="Waiting for you" />
      <CategoryChips chosen={category} initial={status} />
      <ApprovalQueue key={category} category={category} initial={queue} />
    </div>
  );
}
