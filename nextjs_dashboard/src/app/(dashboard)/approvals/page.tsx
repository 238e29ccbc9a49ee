import type { Metadata } from "next";
import { AgentNotice } from "@/components/approvals/agent-notice";
import { ApprovalQueue } from "@/components/approvals/approval-queue";
import { CategoryChips } from "@/components/approvals/category-chips";
import { SelectionProvider } from "@/components/approvals/selection";
import { SelectButton, SelectionBar } from "@/components/approvals/selection-bar";
import { SearchField } from "@/components/search/search-field";
import { PageHeading } from "@/components/ui/panel";
import { getStatus, listApprovals } from "@/lib/data";
import { cursorOf, filterFrom, pageFrom, queueHref } from "@/lib/queue-filter";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Queue" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** All waiting drafts, or those of one kind (FR-P020). */
export default async function ApprovalsPage({ searchParams }: PageProps) {
  const query = new URLSearchParams(Object.entries(await searchParams).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
  const [filter, page] = [filterFrom(query), pageFrom(query)];
  await requireSession(queueHref(filter, page));
  const [status, queue] = await Promise.all([getStatus(), listApprovals(filter, cursorOf(page))]);
  return (
    <div className="max-w-3xl">
      <SelectionProvider>
        <PageHeading title="Waiting for you">
          <SelectButton many={queue.items.filter((draft) => draft.batchable).length > 1} />
        </PageHeading>
        <SearchField label="Search all drafts" />
        <AgentNotice initial={status} />
        <CategoryChips chosen={filter} initial={status} />
        <ApprovalQueue key={queueHref(filter, page)} filter={filter} page={page} initial={queue} />
        <SelectionBar />
      </SelectionProvider>
    </div>
  );
}
