"use client";

import Link from "next/link";
import { useEffect } from "react";
import useSWR from "swr";
import { toast } from "sonner";
import { ExecutionLine } from "@/components/draft/execution-state";
import { UndoButton } from "@/components/draft/undo-button";
import { approvalPath } from "@/lib/client/api";
import { draftHref, isSent, recipient } from "@/lib/client/wording";
import type { ApprovalDetail, OutboxItem } from "@/lib/types";

/** How long the word "Sent" stays, in milliseconds (P-US2.4). */
const STAYS_AFTER_SENT_MS = 3_000;

interface SendToastProps {
  toastId: string | number;
  approved: ApprovalDetail;
  notBefore: string | null;
  onUndone: () => void;
}

/** Follows one approved draft on its way out, wherever in the dashboard the owner is by now. */
export function SendToast({ toastId, approved, notBefore, onUndone }: SendToastProps) {
  const { data } = useSWR<ApprovalDetail, unknown>(approvalPath(approved.id));
  const item = data?.execution ?? asApproved(approved, data);
  const sent = isSent(item.state);
  useEffect(() => {
    if (!sent) return;
    const timer = setTimeout(() => toast.dismiss(toastId), STAYS_AFTER_SENT_MS);
    return () => clearTimeout(timer);
  }, [sent, toastId]);
  return (
    <div className="w-full rounded-2xl border border-line bg-raised p-4 text-ink shadow-xl sm:w-96">
      <ExecutionLine item={item} notBefore={notBefore ?? data?.decision?.not_before ?? null} />
      <p className="truncate text-sm text-muted">
        {approved.subject || approved.title} · {recipient(approved)}
      </p>
      {item.error && <p className="mt-1 text-sm text-stop">{item.error}</p>}
      <div className="mt-2 flex flex-wrap gap-3 empty:hidden">
        {item.state === "approved" && <UndoButton id={approved.id} sha256={approved.sha256} onUndone={onUndone} />}
        {!sent && (
          <Link href={draftHref(approved)} onClick={() => toast.dismiss(toastId)} className="inline-flex min-h-12 items-center px-2 text-sm font-medium text-link">
            Show
          </Link>
        )}
      </div>
    </div>
  );
}

function asApproved(approved: ApprovalDetail, now: ApprovalDetail | undefined): OutboxItem {
  return {
    id: approved.id,
    category: approved.category,
    to: approved.to,
    subject: approved.subject,
    state: now?.status === "sent" ? "sent" : "approved",
    approved_at: now?.decision?.when ?? null,
    claimed_at: null,
    sent_at: null,
    message_id: null,
    error: null,
    remedy: null,
    next_try: null,
  };
}
