"use client";

import { Check, X } from "lucide-react";
import Link from "next/link";
import { At } from "@/components/time/times";
import { draftHrefById } from "@/lib/client/wording";
import type { Activity } from "@/lib/types";

/** One thing that happened, with a way to the draft it was about. */
export function ActivityRow({ entry }: { entry: Activity }) {
  const failed = entry.status === "failed";
  const Icon = failed ? X : Check;
  return (
    <div className="flex min-h-12 items-center gap-3 py-1">
      <span className={failed ? "text-stop" : "text-go-ink"}>
        <Icon aria-hidden className="size-4" />
        <span className="sr-only">{failed ? "Failed" : "Done"}</span>
      </span>
      <div className="min-w-0 grow text-sm">
        {entry.draft_id === null ? (
          <p className="py-1">{entry.description}</p>
        ) : (
          <Link prefetch={false} href={draftHrefById(entry.draft_id)} className="flex min-h-12 flex-col justify-center py-1 hover:underline">
            <span>{entry.description}</span>
            {entry.subject !== null && <span className="line-clamp-1 text-muted">{entry.subject}</span>}
          </Link>
        )}
      </div>
      <p className="shrink-0 py-1 text-xs text-muted">
        <At at={entry.timestamp} />
      </p>
    </div>
  );
}
