"use client";

import clsx from "clsx";
import { CheckCheck } from "lucide-react";
import Link from "next/link";
import { useEffect } from "react";
import useSWR from "swr";
import { ApprovalCard, SelectableCard } from "@/components/approvals/approval-card";
import { Pager } from "@/components/approvals/pager";
import { useSelection } from "@/components/approvals/selection";
import { useGrowing } from "@/components/approvals/use-growing";
import { QueueKeys } from "@/components/keyboard/queue-keys";
import { Button, buttonLook } from "@/components/ui/button";
import { EmptyState, Notice } from "@/components/ui/notice";
import { approvalsPath, plainWords, type ApprovalPage } from "@/lib/client/api";
import { clearNotifications } from "@/lib/client/push";
import { categoryName } from "@/lib/client/wording";
import { cursorOf, EVERYTHING, sameFilter, type QueueFilter } from "@/lib/queue-filter";
import type { ApprovalCard as ApprovalCardData } from "@/lib/types";

interface QueueProps {
  filter: QueueFilter;
  page?: number;
  initial: ApprovalPage;
  /** Shows only the first so many, and a way to the rest. */
  limit?: number | undefined;
}

/** One page of what waits, the urgent ones first as the server orders them. It reads itself again when the vault changes. */
export function ApprovalQueue({ filter, page = 1, initial, limit }: QueueProps) {
  const path = approvalsPath(filter, cursorOf(page));
  const { data = initial, error, mutate } = useSWR<ApprovalPage, unknown>(path, { fallbackData: initial });
  useClearing(data, sameFilter(filter, EVERYTHING) && page === 1);
  return (
    <>
      <QueueKeys />
      {error !== undefined && <LoadFailure failure={error} retry={() => void mutate()} />}
      {data.total === 0 ? <NothingWaiting filter={filter} /> : <Cards list={path} drafts={data.items.slice(0, limit)} />}
      {limit === undefined ? <Pager filter={filter} page={page} total={data.total} /> : data.total > limit && <AllLink total={data.total} />}
    </>
  );
}

/** What was decided rings no more. */
function useClearing(data: ApprovalPage, whole: boolean): void {
  useEffect(() => {
    if (whole && data.next_cursor === null) void clearNotifications((id) => !data.items.some((draft) => draft.id === id));
  }, [data, whole]);
}

function Cards({ list, drafts }: { list: string; drafts: ApprovalCardData[] }) {
  const selection = useSelection();
  const { count, last } = useGrowing(list, drafts.length);
  return (
    <ul className="space-y-3 [&+*]:mt-3">
      {drafts.slice(0, count).map((draft, index) => (
        <li key={draft.id} ref={index === count - 1 ? last : undefined} className="lazy-card">
          {selection?.active ? <SelectableCard draft={draft} selection={selection} /> : <ApprovalCard draft={draft} />}
        </li>
      ))}
    </ul>
  );
}

function AllLink({ total }: { total: number }) {
  return (
    <Link prefetch={false} href="/approvals" className={clsx(buttonLook("quiet"), "w-full")}>
      Show all {total} waiting
    </Link>
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
