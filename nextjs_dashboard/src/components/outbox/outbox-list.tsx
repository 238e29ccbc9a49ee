"use client";

import { Send } from "lucide-react";
import Link from "next/link";
import { useSWRConfig } from "swr";
import { ChannelIcon } from "@/components/approvals/channel-icon";
import { ExecutionLine } from "@/components/draft/execution-state";
import { ExecutionProgress } from "@/components/draft/execution-progress";
import { UndoButton } from "@/components/draft/undo-button";
import { useRead } from "@/components/live/api-provider";
import { buttonLook } from "@/components/ui/button";
import { EmptyState, Notice } from "@/components/ui/notice";
import { plainWords } from "@/lib/client/api";
import { draftHref } from "@/lib/client/wording";
import type { OutboxItem } from "@/lib/types";

/** What was approved, and every step it took since; the newest first. */
export function OutboxList({ initial }: { initial: { items: OutboxItem[] } }) {
  const { data = initial, error } = useRead("/api/outbox", initial);
  return (
    <>
      {error !== undefined && (
        <Notice tone="warn" role="alert" title="This list may be out of date" className="mb-3">
          {plainWords(error)}
        </Notice>
      )}
      {data.items.length === 0 ? <NothingSent /> : <Rows items={data.items} />}
    </>
  );
}

function Rows({ items }: { items: OutboxItem[] }) {
  return (
    <ul className="space-y-3">
      {items.map((item) => (
        <li key={item.id} data-testid={`outbox-${item.id}`} className="lazy-card rounded-2xl border border-line bg-card p-4">
          <OutboxRow item={item} />
        </li>
      ))}
    </ul>
  );
}

function OutboxRow({ item }: { item: OutboxItem }) {
  return (
    <article className="flex gap-3">
      <ChannelIcon category={item.category} />
      <div className="min-w-0 grow space-y-3">
        <div>
          <h2 className="text-base leading-snug font-semibold">
            <Link prefetch={false} href={draftHref(item)} className="-my-3 inline-block py-3 hover:underline">
              {item.subject || "(no subject)"}
            </Link>
          </h2>
          <p className="text-sm text-muted">To {item.to.join(", ")}</p>
        </div>
        <ExecutionLine item={item} notBefore={item.not_before ?? null} />
        {item.error && (
          <Notice tone="danger" title={item.error}>
            {item.remedy && <p>{item.remedy}</p>}
          </Notice>
        )}
        <ExecutionProgress item={item} />
        <NextStep item={item} />
      </div>
    </article>
  );
}

/** What the owner can still do: take it back, or try again with the whole text before their eyes. */
function NextStep({ item }: { item: OutboxItem }) {
  const { mutate } = useSWRConfig();
  if (item.state === "approved" && item.sha256) return <UndoButton id={item.id} sha256={item.sha256} notBefore={item.not_before ?? null} onUndone={() => void mutate("/api/outbox")} />;
  if (item.state !== "failed" || item.next_try !== null || item.place !== "pending") return null;
  return (
    <Link prefetch={false} href={draftHref(item)} data-testid="retry" className={buttonLook("quiet")}>
      Try again
    </Link>
  );
}

function NothingSent() {
  return (
    <EmptyState icon={Send} title="Nothing was sent yet">
      <p>Once you approve a draft, it appears here with every step: approved, taken by the agent, sent.</p>
    </EmptyState>
  );
}
