"use client";

import { useEffect } from "react";
import { BrokenDraft } from "@/components/draft/broken-draft";
import { DecidedDraft } from "@/components/draft/decided-draft";
import { PendingDraft } from "@/components/draft/pending-draft";
import { useDecision } from "@/components/draft/use-decision";
import { useDraftEditor } from "@/components/draft/use-draft-editor";
import { clearNotifications } from "@/lib/client/push";
import type { ApprovalDetail } from "@/lib/types";

/** One draft, whatever became of it; changes by itself when the vault does. */
export function DraftReview({ initial }: { initial: ApprovalDetail }) {
  const editor = useDraftEditor(initial);
  const decision = useDecision(editor);
  const { detail, changed } = editor.state;
  useEffect(() => {
    if (detail.place !== "pending") void clearNotifications((id) => id === detail.id);
  }, [detail.id, detail.place]);
  if (detail.problem) return <BrokenDraft id={detail.id} problem={detail.problem} />;
  if (detail.place !== "pending" && decision.phase !== "done") return <DecidedDraft detail={detail} mine={changed?.mine ?? null} onUndone={() => void editor.look()} />;
  return <PendingDraft editor={editor} decision={decision} />;
}
