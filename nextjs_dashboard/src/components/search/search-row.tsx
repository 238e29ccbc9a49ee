"use client";

import Link from "next/link";
import { ChannelIcon } from "@/components/approvals/channel-icon";
import { At } from "@/components/time/times";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { draftHref, recipient } from "@/lib/client/wording";
import type { SearchHit } from "@/lib/types";

/** One draft that was found, and what became of it. */
export function SearchRow({ hit }: { hit: SearchHit }) {
  const { label, tone } = stateOf(hit);
  return (
    <Link prefetch={false} href={draftHref(hit)} data-card data-testid={`hit-${hit.id}`} className="-mx-4 flex min-h-12 gap-3 px-4 py-3 hover:bg-hover">
      <ChannelIcon category={hit.category} />
      <div className="min-w-0 grow text-sm">
        <p className="line-clamp-2 text-base leading-snug font-medium">{hit.subject}</p>
        <p className="truncate text-muted">{recipient(hit)}</p>
      </div>
      <div className="flex shrink-0 flex-col items-end gap-1">
        <Badge tone={tone}>{label}</Badge>
        <p className="text-xs text-muted">
          <At at={hit.at} style="day" />
        </p>
      </div>
    </Link>
  );
}

function stateOf(hit: SearchHit): { label: string; tone: BadgeTone } {
  if (hit.place === "pending") return { label: "Waits", tone: "warn" };
  if (hit.place === "approved") return { label: "Approved", tone: "plain" };
  if (hit.place === "rejected") return { label: "Rejected", tone: "plain" };
  return hit.status === "sent" ? { label: "Sent", tone: "good" } : { label: "Done", tone: "plain" };
}
