"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { At } from "@/components/time/times";
import { confidencePercent, dollars, draftHrefById, draftedBy } from "@/lib/client/wording";
import type { ApprovalDetail } from "@/lib/types";

/** Why this draft exists, who wrote it, what it cost, and what it was before. */
export function DraftFacts({ detail }: { detail: ApprovalDetail }) {
  return (
    <section aria-label="About this draft" className="mb-4 rounded-2xl border border-line bg-card p-4">
      <h2 className="mb-2 text-base font-semibold">About this draft</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
        <Fact name="Why">{detail.why}</Fact>
        <Fact name="Priority">{detail.priority}</Fact>
        <Fact name="Sure">{confidencePercent(detail.confidence)}</Fact>
        <Fact name="Text">{draftedBy(detail)}</Fact>
        <Fact name="Cost">{detail.cost_usd === null ? null : dollars(detail.cost_usd)}</Fact>
        <Fact name="Edited">{detail.edited ? "Yes, by you" : null}</Fact>
        <Fact name="Drafted">{detail.created_at && <At at={detail.created_at} style="date" />}</Fact>
        <Fact name="Changed">{detail.updated_at && detail.updated_at !== detail.created_at ? <At at={detail.updated_at} style="date" /> : null}</Fact>
        <Fact name="Version">{detail.previous_id === null ? String(detail.version) : <EarlierVersion detail={detail} id={detail.previous_id} />}</Fact>
      </dl>
    </section>
  );
}

function EarlierVersion({ detail, id }: { detail: ApprovalDetail; id: string }) {
  return (
    <>
      {detail.version} ·{" "}
      <Link prefetch={false} href={draftHrefById(id)} className="-my-4 inline-flex min-h-12 items-center text-link underline">
        the one before
      </Link>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === "") return null;
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
