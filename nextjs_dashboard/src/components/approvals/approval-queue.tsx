"use client";

import { CheckCheck } from "lucide-react";
import { useState } from "react";
import useSWR from "swr";
import { ApprovalCard } from "@/components/approvals/approval-card";
import { Button } from "@/components/ui/button";
import { EmptyState, Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { approvalsPath, plainWords, type ApprovalPage } from "@/lib/client/api";
import { categoryName } from "@/lib/client/wording";
import type { Category } from "@/lib/types";

interface QueueProps {
  category: Category | null;
  initial: ApprovalPage;
}

/** All waiting drafts, the urgent ones first as the server orders them, page by page. */
export function ApprovalQueue({ category, initial }: QueueProps) {
  return <QueuePage category={category} cursor={null} initial={initial} />;
}

/** One page, and the pages after it once they are asked for. Each reads itself again when the vault changes. */
function QueuePage({ category, cursor, initial }: { category: Category | null; cursor: string | null; initial?: ApprovalPage }) {
  const [more, setMore] = useState(false);
  const { data, error, mutate } = useSWR<ApprovalPage, unknown>(approvalsPath(category, cursor), { fallbackData: initial, keepPreviousData: true });
  if (!data) return error ? <LoadFailure failure={error} retry={() => void mutate()} /> : <Skeleton className="mt-3 h-40 rounded-2xl" />;
  if (data.items.length === 0 && cursor === null) return <NothingWaiting category={category} />;
  return (
    <>
      {error !== undefined && <LoadFailure failure={error} retry={() => void mutate()} />}
      <ul className="space-y-3 [&+*]:mt-3">
        {data.items.map((draft) => (
          <li key={draft.id} className="lazy-card">
            <ApprovalCard draft={draft} />
          </li>
        ))}
      </ul>
      {data.next_cursor !== null && (more ? <QueuePage category={category} cursor={data.next_cursor} /> : <MoreButton onClick={() => setMore(true)} />)}
    </>
  );
}

function MoreButton({ onClick }: { onClick: () => void }) {
  return (
    <Button className="w-full" onClick={onClick}>
      Show more
    </Button>
  );
}

function LoadFailure({ failure, retry }: { failure: unknown; retry: () => void }) {
  return (
    <Notice tone="warn" role="alert" title="This list may be out of date" className="mb-3">
      <p>{plainWords(failure)}</p>
      <Button className="mt-2" onClick={retry}>
        Try again
      </Button>
    </Notice>
  );
}

function NothingWaiting({ category }: { category: Category | null }) {
  return (
    <EmptyState icon={CheckCheck} title={category ? `Nothing waits under ${categoryName(category)}` : "Nothing waits for you"}>
      <p>New messages are read as they arrive. When one needs an answer, its draft appears here by itself. Nothing is sent before you say so.</p>
    </EmptyState>
  );
}
