"use client";

import { Addresses } from "@/components/draft/addresses";
import { DraftChanges } from "@/components/draft/draft-changes";
import { DraftFacts } from "@/components/draft/draft-facts";
import { DraftHeading } from "@/components/draft/draft-heading";
import { ExecutionLine } from "@/components/draft/execution-state";
import { ExecutionProgress } from "@/components/draft/execution-progress";
import { IncomingMessage } from "@/components/draft/incoming-message";
import { UndoButton } from "@/components/draft/undo-button";
import { At } from "@/components/time/times";
import { Notice } from "@/components/ui/notice";
import type { ApprovalDetail, OutboxItem } from "@/lib/types";

/** A draft that no longer waits: what was decided, by whom, and what became of it. */
export function DecidedDraft({ detail, mine, onUndone }: { detail: ApprovalDetail; mine: string | null; onUndone: () => void }) {
  return (
    <div className="max-w-3xl">
      <DraftHeading detail={detail} />
      <section aria-label="What became of it" className="mb-4 space-y-4 rounded-2xl border border-line bg-card p-4">
        <Outcome detail={detail} onUndone={onUndone} />
        <Decision detail={detail} />
      </section>
      {mine !== null && (
        <Notice tone="warn" title="It was decided while you were still typing" className="mb-4">
          <p>What you had typed was not part of it:</p>
          <p data-testid="kept-text" className="mt-2 rounded-lg border border-line bg-raised p-3 whitespace-pre-wrap">
            {mine}
          </p>
        </Notice>
      )}
      <Addresses detail={detail} />
      <section aria-label="Text" className="mb-4 rounded-2xl border border-line bg-card p-4">
        <h2 className="mb-2 text-base font-semibold">Text</h2>
        <p className="text-base leading-relaxed whitespace-pre-wrap">{detail.text}</p>
      </section>
      {detail.drafted_text !== null && <DraftChanges before={detail.drafted_text} after={detail.text} />}
      {detail.original && <IncomingMessage original={detail.original} />}
      <DraftFacts detail={detail} />
    </div>
  );
}

function Outcome({ detail, onUndone }: { detail: ApprovalDetail; onUndone: () => void }) {
  if (isRejected(detail)) return <Rejected detail={detail} />;
  const item = detail.execution ?? justApproved(detail);
  return (
    <>
      <ExecutionLine item={item} notBefore={detail.decision?.not_before ?? null} />
      {item.state === "unknown" && <UnknownCard item={item} />}
      {item.error && (
        <Notice tone="danger" title={item.error}>
          {item.remedy && <p>{item.remedy}</p>}
        </Notice>
      )}
      <ExecutionProgress item={item} />
      {item.state === "approved" && detail.place === "approved" && <UndoButton id={detail.id} sha256={detail.sha256} notBefore={detail.decision?.not_before ?? null} onUndone={onUndone} />}
    </>
  );
}

function UnknownCard({ item }: { item: OutboxItem }) {
  return (
    <Notice tone="warn" title="What is known">
      <p>The agent handed the message over, and was interrupted before an answer came. It is never sent again by itself.</p>
      <p className="mt-1">Look into the Sent folder of your mailbox{item.message_id && ` for ${item.message_id}`} to be sure.</p>
    </Notice>
  );
}

function Rejected({ detail }: { detail: ApprovalDetail }) {
  return (
    <p role="status" data-testid="execution-state" data-state="rejected" className="text-base font-semibold">
      Rejected. Nothing was sent.
      {detail.decision?.reason && <span className="mt-1 block text-sm font-normal">Reason: {detail.decision.reason}</span>}
    </p>
  );
}

function Decision({ detail }: { detail: ApprovalDetail }) {
  const decision = detail.decision;
  if (!decision) return null;
  return (
    <p className="text-sm text-muted">
      {decision.decision === "approve" ? "Approved" : "Rejected"} by {decision.who} <At at={decision.when} style="date" />, {howWords(decision.how)}
    </p>
  );
}

function howWords(how: string): string {
  const words: Record<string, string> = {
    dashboard: "in this dashboard",
    obsidian: "in Obsidian",
    cli: "from a terminal",
    whatsapp: "by WhatsApp",
    "signed commit": "by a signed commit",
  };
  return words[how] ?? how;
}

function isRejected(detail: ApprovalDetail): boolean {
  return detail.place === "rejected" || detail.decision?.decision === "reject" || detail.status === "rejected" || detail.status === "discarded";
}

/** Before the agent has told anything, all that is known is the decision itself. */
function justApproved(detail: ApprovalDetail): OutboxItem {
  const nothing = { claimed_at: null, sent_at: null, message_id: null, error: null, remedy: null, next_try: null };
  const sent = detail.status === "sent";
  return { ...nothing, id: detail.id, category: detail.category, to: detail.to, subject: detail.subject, state: sent ? "sent" : detail.status === "failed" ? "failed" : "approved", approved_at: detail.decision?.when ?? null };
}
