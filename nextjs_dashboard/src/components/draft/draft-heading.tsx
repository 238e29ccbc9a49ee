"use client";

import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { DraftBadges } from "@/components/approvals/draft-badges";
import { Ago } from "@/components/time/times";
import type { ApprovalDetail } from "@/lib/types";

/** Back, and what this draft is. Takes the focus, so that the next draft is announced after a decision. */
export function DraftHeading({ detail }: { detail: ApprovalDetail }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [detail.id]);
  return (
    <div className="-mt-4 mb-3">
      <div className="flex items-center justify-between gap-4">
        <Link prefetch={false} href="/approvals" className="-ml-2 inline-flex min-h-12 items-center gap-1 pr-3 text-sm font-medium text-link">
          <ChevronLeft aria-hidden className="size-5" />
          Queue
        </Link>
        {detail.created_at && (
          <p className="text-sm text-muted">
            Drafted <Ago at={detail.created_at} />
          </p>
        )}
      </div>
      <h1 ref={heading} tabIndex={-1} className="mb-2 text-xl leading-snug font-semibold tracking-tight">
        {detail.subject || detail.title}
      </h1>
      <DraftBadges draft={{ ...detail, risk: [] }} />
    </div>
  );
}
