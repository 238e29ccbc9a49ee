"use client";

import Link from "next/link";
import { ChannelIcon } from "@/components/approvals/channel-icon";
import { DraftBadges } from "@/components/approvals/draft-badges";
import { Age } from "@/components/time/times";
import { draftHref, draftedBy, isTemplate, recipient } from "@/lib/client/wording";
import type { ApprovalCard as Card } from "@/lib/types";

/** One waiting draft in a list. It only opens the draft: nobody decides on a shortened text. */
export function ApprovalCard({ draft }: { draft: Card }) {
  return (
    <Link href={draftHref(draft)} data-testid={`card-${draft.id}`} className="block rounded-2xl border border-line bg-card p-4 transition-colors hover:border-field-line hover:bg-hover">
      <article className="flex gap-3">
        <ChannelIcon category={draft.category} />
        <div className="min-w-0 grow space-y-1.5">
          <div className="flex items-baseline justify-between gap-2 text-sm">
            <p className="truncate text-muted">
              <span className="sr-only">To </span>
              {recipient(draft)}
            </p>
            {draft.created_at && (
              <p className="shrink-0 text-xs text-muted">
                <Age at={draft.created_at} />
              </p>
            )}
          </div>
          <h2 className="line-clamp-2 text-base leading-snug font-semibold">{draft.subject || draft.title}</h2>
          <Why draft={draft} />
          <p className="line-clamp-2 text-sm">{draft.preview}</p>
          <DraftBadges draft={draft} />
          {isTemplate(draft) && <p className="text-xs text-muted">{draftedBy(draft)}</p>}
          {draft.note && <p className="text-sm text-warn">{draft.note}</p>}
        </div>
      </article>
    </Link>
  );
}

function Why({ draft }: { draft: Card }) {
  return (
    <p className="line-clamp-1 text-sm text-muted">
      Why: {draft.why} · {draft.priority.toLowerCase()}
    </p>
  );
}
