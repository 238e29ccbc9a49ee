"use client";

import Link from "next/link";
import { useRef, useState } from "react";
import { Addresses } from "@/components/draft/addresses";
import { IncomingMessage } from "@/components/draft/incoming-message";
import { BatchBar } from "@/components/batch/batch-bar";
import { BatchOutcome } from "@/components/batch/batch-outcome";
import { useSeen } from "@/components/batch/use-seen";
import { useApi } from "@/components/live/api-provider";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/panel";
import { plainWords } from "@/lib/client/api";
import { referenceOf } from "@/lib/client/reference";
import { draftHref } from "@/lib/client/wording";
import type { ApprovalDetail, BatchResult } from "@/lib/types";

/** Several drafts in full, one below the other; the button works once the end was on the screen. */
export function BatchReview({ drafts, leftOut }: { drafts: ApprovalDetail[]; leftOut: { id: string; why: string }[] }) {
  const api = useApi();
  const end = useRef<HTMLDivElement>(null);
  const read = useSeen(end);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [results, setResults] = useState<BatchResult[] | null>(null);
  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      setResults((await api.approveBatch(drafts.map(referenceOf))).results);
    } catch (failure) {
      setProblem(plainWords(failure));
    }
    setBusy(false);
  };
  if (results) return <BatchOutcome drafts={drafts} results={results} />;
  return (
    <div className="max-w-3xl">
      <PageHeading title={drafts.length === 1 ? "Read this one" : `Read these ${drafts.length}`} />
      {leftOut.length > 0 && (
        <Notice tone="warn" title="Left out" className="mb-4">
          <ul>
            {leftOut.map(({ id, why }) => (
              <li key={id}>{why}</li>
            ))}
          </ul>
        </Notice>
      )}
      <ol className="space-y-10">
        {drafts.map((draft, index) => (
          <li key={draft.id}>
            <WholeDraft draft={draft} number={index + 1} of={drafts.length} />
          </li>
        ))}
      </ol>
      <div ref={end} className="h-px" />
      {problem && (
        <Notice tone="danger" role="alert" title="Nothing was approved" className="my-4">
          {problem}
        </Notice>
      )}
      {drafts.length > 0 && <BatchBar count={drafts.length} read={read} busy={busy} onSend={() => void send()} onReadOn={() => window.scrollBy({ top: window.innerHeight * 0.8 })} />}
    </div>
  );
}

function WholeDraft({ draft, number, of }: { draft: ApprovalDetail; number: number; of: number }) {
  return (
    <article data-testid={`whole-${draft.id}`} aria-label={draft.subject}>
      <p className="text-sm text-muted">
        {number} of {of}
      </p>
      <h2 className="mb-2 text-lg leading-snug font-semibold">
        <Link prefetch={false} href={draftHref(draft)} className="-my-3 inline-block py-3 hover:underline">
          {draft.subject || draft.title}
        </Link>
      </h2>
      <Addresses detail={draft} />
      <p className="mb-3 rounded-2xl border border-field-line bg-raised p-4 text-base leading-relaxed whitespace-pre-wrap">{draft.text}</p>
      {draft.original && <IncomingMessage original={draft.original} />}
    </article>
  );
}
