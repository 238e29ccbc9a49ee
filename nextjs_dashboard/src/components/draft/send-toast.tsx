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
  const until = notBefore ?? data?.decision?.not_before ?? null;
  const sent = isSent(item.state);
  useEffect(() => {
    if (!sent) return;
    const timer = setTimeout(() => toast.dismiss(toastId), STAYS_AFTER_SENT_MS);
    return () => clearTimeout(timer);
  }, [sent, toastId]);
  return (
    <div className="flex w-full items-center gap-3 rounded-2xl border border-line bg-raised px-4 py-2 text-ink shadow-xl sm:w-96">
      <div className="min-w-0 grow py-1">
        <ExecutionLine item={item} notBefore={until} />
        <Link prefetch={false} href={draftHref(approved)} onClick={() => toast.dismiss(toastId)} className="-my-2 block truncate py-3 text-sm text-muted underline">
          {approved.subject || approved.title} · {recipient(approved)}
        </Link>
        {item.error && <p className="text-sm text-stop">{item.error}</p>}
      </div>
      {item.state === "approved" && <UndoButton id={approved.id} sha256={approved.sha256} notBefore={until} onUndone={onUndone} />}
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
