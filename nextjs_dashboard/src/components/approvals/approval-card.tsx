"use client";

import clsx from "clsx";
import Link from "next/link";
import { memo } from "react";
import { ChannelIcon } from "@/components/approvals/channel-icon";
import { DraftBadges } from "@/components/approvals/draft-badges";
import type { Selection } from "@/components/approvals/selection";
import { Age } from "@/components/time/times";
import { draftHref, draftedBy, isTemplate, recipient } from "@/lib/client/wording";
import type { ApprovalCard as Card } from "@/lib/types";

const LOOK = "block rounded-2xl border bg-card p-4 transition-colors";

/**
 * One waiting draft in a list. It only opens the draft: nobody decides on a shortened text. A list that grows draws its
 * new cards only.
 */
export const ApprovalCard = memo(function ApprovalCard({ draft }: { draft: Card }) {
  return (
    <Link prefetch={false} href={draftHref(draft)} data-card data-testid={`card-${draft.id}`} className={clsx(LOOK, "border-line hover:border-field-line hover:bg-hover")}>
      <CardBody draft={draft} />
    </Link>
  );
});

/** The same card while drafts are being chosen. */
export function SelectableCard({ draft, selection }: { draft: Card; selection: Selection }) {
  const chosen = selection.ids.includes(draft.id);
  return (
    <label className={clsx(LOOK, "flex gap-3", chosen ? "border-ink" : "border-line", draft.batchable ? "cursor-pointer hover:bg-hover" : "opacity-70")}>
      <input type="checkbox" checked={chosen} disabled={!draft.batchable} onChange={() => selection.toggle(draft.id)} aria-label={`${recipient(draft)}: ${draft.subject || draft.title}`} data-testid={`choose-${draft.id}`} className="mt-1 size-6 shrink-0 accent-[var(--go)]" />
      <div className="min-w-0 grow">
        <CardBody draft={draft} />
        {!draft.batchable && <p className="mt-2 text-sm font-medium">Only by itself: open it to decide.</p>}
      </div>
    </label>
  );
}

function CardBody({ draft }: { draft: Card }) {
  return (
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
  );
}

function Why({ draft }: { draft: Card }) {
  if (draft.why === "") return null;
  return (
    <p className="line-clamp-1 text-sm text-muted">
      Why: {draft.why} · {draft.priority.toLowerCase()}
    </p>
  );
}
