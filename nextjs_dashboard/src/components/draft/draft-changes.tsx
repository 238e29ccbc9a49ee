"use client";

import { ChevronDown } from "lucide-react";
import { useMemo } from "react";
import { countChanges, wordDiff, type DiffPart } from "@/lib/client/word-diff";

/** What the owner changed against the text as it was drafted, word by word. */
export function DraftChanges({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => wordDiff(before, after), [before, after]);
  if (before === after) return null;
  const { added, removed } = countChanges(parts);
  return (
    <details className="group mb-4 rounded-2xl border border-line bg-card px-4">
      <summary className="flex min-h-12 list-none items-center justify-between gap-2 text-sm font-medium">
        <span>
          Your changes: {count(added)} added, {count(removed)} removed
        </span>
        <ChevronDown aria-hidden className="size-5 shrink-0 text-muted transition-transform group-open:rotate-180" />
      </summary>
      <p data-testid="draft-diff" className="pb-4 text-sm leading-relaxed whitespace-pre-wrap">
        {parts.map((part, index) => (
          <Part key={index} part={part} />
        ))}
      </p>
    </details>
  );
}

function count(words: number): string {
  return words === 1 ? "1 word" : `${words} words`;
}

function Part({ part }: { part: DiffPart }) {
  if (part.kind === "added") return <ins className="rounded-sm bg-go-soft text-go-ink no-underline">{part.text}</ins>;
  if (part.kind === "removed") return <del className="rounded-sm bg-stop-soft text-stop">{part.text}</del>;
  return <span>{part.text}</span>;
}
