"use client";

import clsx from "clsx";
import { CheckCheck } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import useSWR from "swr";
import { ApprovalCard, SelectableCard } from "@/components/approvals/approval-card";
import { useSelection } from "@/components/approvals/selection";
import { QueueKeys } from "@/components/keyboard/queue-keys";
import { Button, buttonLook } from "@/components/ui/button";
import { EmptyState, Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { approvalsPath, plainWords, type ApprovalPage } from "@/lib/client/api";
import { clearNotifications } from "@/lib/client/push";
import { categoryName } from "@/lib/client/wording";
import { EVERYTHING, sameFilter, type QueueFilter } from "@/lib/queue-filter";

interface QueueProps {
  filter: QueueFilter;
  initial: ApprovalPage;
  /** Shows only the first so many, and a way to the rest. */
  limit?: number | undefined;
}

/** All waiting drafts, the urgent ones first as the server orders them, page by page. */
export function ApprovalQueue({ filter, initial, limit }: QueueProps) {
  return (
    <>
      <QueueKeys />
      <QueuePage filter={filter} cursor={null} initial={initial} limit={limit} />
    </>
  );
}

/** One page, and the pages after it once they are asked for. Each reads itself again when the vault changes. */
function QueuePage({ filter, cursor, initial, limit }: Partial<QueueProps> & { filter: QueueFilter; cursor: string | null }) {
  const selection = useSelection();
  const [more, setMore] = useState(false);
  const options = { keepPreviousData: true, ...(initial && { fallbackData: initial }) };
  const { data, error, mutate } = useSWR<ApprovalPage, unknown>(approvalsPath(filter, cursor), options);
  useEffect(() => {
    if (!data || cursor !== null || data.next_cursor !== null || !sameFilter(filter, EVERYTHING)) return;
    void clearNotifications((id) => !data.items.some((draft) => draft.id === id)); // what was decided rings no more
  }, [data, cursor, filter]);
  if (!data) return error ? <LoadFailure failure={error} retry={() => void mutate()} /> : <Skeleton className="mt-3 h-40 rounded-2xl" />;
  if (data.items.length === 0 && cursor === null) return <NothingWaiting filter={filter} />;
  return (
    <>
      {error !== undefined && <LoadFailure failure={error} retry={() => void mutate()} />}
      <ul className="space-y-3 [&+*]:mt-3">
        {data.items.slice(0, limit).map((draft) => (
          <li key={draft.id} className="lazy-card">
            {selection?.active ? <SelectableCard draft={draft} selection={selection} /> : <ApprovalCard draft={draft} />}
          </li>
        ))}
      </ul>
      {limit !== undefined && data.total > limit && <AllLink total={data.total} />}
      {limit === undefined && data.next_cursor !== null && (more ? <QueuePage filter={filter} cursor={data.next_cursor} /> : <MoreButton onClick={() => setMore(true)} />)}
    </>
  );
}

function AllLink({ total }: { total: number }) {
  return (
    <Link href="/approvals" className={clsx(buttonLook("quiet"), "w-full")}>
      Show all {total} waiting
    </Link>
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

function NothingWaiting({ filter }: { filter: QueueFilter }) {
  return (
    <EmptyState icon={CheckCheck} title={nothingWords(filter)}>
      <p>New messages are read as they arrive. When one needs an answer, its draft appears here by itself. Nothing is sent before you say so.</p>
    </EmptyState>
  );
}

function nothingWords(filter: QueueFilter): string {
  if (filter.view === "snoozed") return "Nothing is snoozed";
  if (filter.view === "urgent") return "Nothing urgent waits for you";
  return filter.category ? `Nothing waits under ${categoryName(filter.category)}` : "Nothing waits for you";
}
