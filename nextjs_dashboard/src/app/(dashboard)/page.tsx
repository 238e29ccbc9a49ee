import Link from "next/link";
import { AgentNotice } from "@/components/approvals/agent-notice";
import { ApprovalQueue } from "@/components/approvals/approval-queue";
import { CategoryChips } from "@/components/approvals/category-chips";
import { HomePanels } from "@/components/home/home-panels";
import { PageHeading } from "@/components/ui/panel";
import { getHealth, getStatus, listApprovals } from "@/lib/data";
import { EVERYTHING } from "@/lib/queue-filter";
import { requireSession } from "@/lib/session";

/** How many drafts stand above the other blocks. */
const SHOWN_DRAFTS = 5;

/** The queue first, and beside or below it the state of everything else (FR-P019). */
export default async function HomePage() {
  await requireSession("/");
  const [status, queue, health] = await Promise.all([getStatus(), listApprovals(), getHealth()]);
  return (
    <div className="lg:grid lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:items-start lg:gap-6">
      <div className="mb-8 min-w-0">
        <PageHeading title="Waiting for you">
          <Link prefetch={false} href="/approvals" className="inline-flex min-h-12 items-center text-sm font-medium text-link hover:underline">
            Whole queue
          </Link>
        </PageHeading>
        <AgentNotice initial={status} />
        <CategoryChips chosen={EVERYTHING} initial={status} />
        <ApprovalQueue filter={EVERYTHING} initial={{ ...queue, items: queue.items.slice(0, SHOWN_DRAFTS) }} limit={SHOWN_DRAFTS} />
      </div>
      <HomePanels status={status} health={health} />
    </div>
  );
}
