import { Check, X } from "lucide-react";
import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/panel";
import { draftHref } from "@/lib/client/wording";
import type { ApprovalDetail, BatchResult } from "@/lib/types";

/** What became of each draft of a batch. */
export function BatchOutcome({ drafts, results }: { drafts: ApprovalDetail[]; results: BatchResult[] }) {
  const approved = results.filter((result) => result.approved).length;
  return (
    <div className="max-w-3xl">
      <PageHeading title={`${approved} of ${results.length} approved`} />
      <ul role="status" className="mb-4 divide-y divide-line rounded-2xl border border-line bg-card px-4">
        {results.map((result) => (
          <li key={result.draft_id}>
            <Outcome result={result} draft={drafts.find((draft) => draft.id === result.draft_id)} />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-4">
        <Link prefetch={false} href="/outbox" className={buttonLook("quiet")}>
          See them leave, or cancel
        </Link>
        <Link prefetch={false} href="/approvals" className={buttonLook("plain")}>
          To the queue
        </Link>
      </div>
    </div>
  );
}

function Outcome({ result, draft }: { result: BatchResult; draft: ApprovalDetail | undefined }) {
  const Icon = result.approved ? Check : X;
  return (
    <div className="flex min-h-12 items-center gap-3 py-2 text-sm">
      <Icon aria-hidden className={result.approved ? "size-5 shrink-0 text-go-ink" : "size-5 shrink-0 text-stop"} />
      <div className="min-w-0">
        {draft && (
          <Link prefetch={false} href={draftHref(draft)} className="font-medium hover:underline">
            {draft.subject}
          </Link>
        )}
        <p className={result.approved ? "text-muted" : "text-stop"}>{result.approved ? "Approved" : result.error}</p>
      </div>
    </div>
  );
}
