"use client";

import { useRouter } from "next/navigation";
import { MOST, useSelection } from "@/components/approvals/selection";
import { Button } from "@/components/ui/button";

/** The way to read the chosen drafts in full; from a shortened card nothing is sent. */
export function SelectionBar() {
  const selection = useSelection();
  const router = useRouter();
  if (!selection?.active) return null;
  const { ids } = selection;
  return (
    <div role="group" aria-label="Chosen drafts" className="safe-bottom fixed inset-x-0 bottom-14 z-20 border-t border-line bg-canvas md:bottom-0 md:left-auto md:w-full">
      <div className="safe-x mx-auto flex h-16 max-w-6xl items-center gap-4 md:justify-end">
        <Button onClick={selection.end}>Cancel</Button>
        <Button tone="go" data-testid="review-batch" disabled={ids.length === 0} onClick={() => router.push(`/approvals/batch?ids=${ids.map(encodeURIComponent).join(",")}`)} className="grow md:min-w-72 md:grow-0">
          {words(ids.length)}
        </Button>
      </div>
    </div>
  );
}

function words(count: number): string {
  if (count === 0) return "Choose drafts";
  return count === MOST ? `Read these ${count}, the most at once` : `Read ${count === 1 ? "this one" : `these ${count}`}`;
}

/** Begins choosing; there only where it makes sense. */
export function SelectButton({ many }: { many: boolean }) {
  const selection = useSelection();
  if (!selection || selection.active || !many) return null;
  return (
    <Button tone="plain" data-testid="select" onClick={selection.begin} className="-mr-2 px-2 text-sm text-link">
      Select several
    </Button>
  );
}
