"use client";

import { useState } from "react";
import { Addresses } from "@/components/draft/addresses";
import { ChangedNotice, showChangedNotice } from "@/components/draft/changed-notice";
import { DecisionBar } from "@/components/draft/decision-bar";
import { DraftChanges } from "@/components/draft/draft-changes";
import { DraftFacts } from "@/components/draft/draft-facts";
import { DraftHeading } from "@/components/draft/draft-heading";
import { CutDraft, DraftText } from "@/components/draft/draft-text";
import { FailedAttempt } from "@/components/draft/failed-attempt";
import { IncomingMessage } from "@/components/draft/incoming-message";
import { PasswordSheet } from "@/components/draft/password-sheet";
import { RejectSheet } from "@/components/draft/reject-sheet";
import { RiskStrip } from "@/components/draft/risk-strip";
import { firstPart } from "@/components/draft/text-fold";
import type { Decision } from "@/components/draft/use-decision";
import type { DraftEditor } from "@/components/draft/use-draft-editor";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { isDirty, storedForm, type EditorState } from "@/lib/client/editor";
import { hasFailed, primaryAct } from "@/lib/client/wording";

/** A button that was just swapped under the thumb takes no tap for this long. */
const SWAP_MS = 500;

/** A waiting draft: everything needed to decide, and the decision. */
export function PendingDraft({ editor, decision }: { editor: DraftEditor; decision: Decision }) {
  const fold = useFold(editor.state.text);
  const { detail, text, changed } = editor.state;
  return (
    <>
      <DraftHeading detail={detail} />
      <div className="lg:grid lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:items-start lg:gap-6">
        <div>
          {changed && <ChangedNotice mine={changed.mine} onRestore={editor.restoreMine} onAccept={editor.acceptChange} />}
          <FailedAttempt detail={detail} />
          <RiskStrip flags={detail.risk} note={hasFailed(detail) ? null : detail.note} />
          <Addresses detail={detail} />
          {fold.cut ? <CutDraft text={text} onOpen={fold.open} /> : <DraftText text={text} onChange={editor.type} readOnly={decision.phase !== "ready"} status={saveWords(editor.state)} />}
          <SaveFailure state={editor.state} retry={editor.retry} />
          {detail.drafted_text !== null && <DraftChanges before={detail.drafted_text} after={storedForm(text)} />}
        </div>
        <div>
          {detail.original && <IncomingMessage original={detail.original} />}
          <DraftFacts detail={detail} />
        </div>
      </div>
      <Decide editor={editor} decision={decision} fold={fold} edited={detail.edited || isDirty(editor.state)} />
    </>
  );
}

function Decide({ editor, decision, fold, edited }: { editor: DraftEditor; decision: Decision; fold: Fold; edited: boolean }) {
  const { detail, text, changed } = editor.state;
  const act = primaryAct(detail, edited);
  const primary = (): void => {
    if (fold.cut) fold.open();
    else if (changed) showChangedNotice();
    else if (detail.needs_password) decision.openSheet("password");
    else void decision.approve();
  };
  return (
    <>
      {decision.problem !== null && decision.sheet === null && (
        <Notice tone="danger" role="alert" title="Not decided" className="mb-4">
          {decision.problem}
        </Notice>
      )}
      <DecisionBar act={fold.cut ? "Read rest" : changed ? "Look again" : act} decides={!fold.cut && !changed} phase={decision.phase} disabled={fold.swapping || storedForm(text) === ""} onPrimary={primary} onReject={() => decision.openSheet("reject")} />
      <PasswordSheet open={decision.sheet === "password"} onOpenChange={(open) => decision.openSheet(open ? "password" : null)} risk={detail.risk} act={act} busy={decision.phase === "busy"} problem={decision.problem} onConfirm={(password) => void decision.approve(password)} />
      <RejectSheet open={decision.sheet === "reject"} onOpenChange={(open) => decision.openSheet(open ? "reject" : null)} busy={decision.phase === "busy"} problem={decision.problem} onReject={(reason) => void decision.reject(reason)} />
    </>
  );
}

function SaveFailure({ state, retry }: { state: EditorState; retry: () => void }) {
  if (state.failure === null || state.changed) return null;
  return (
    <Notice tone="danger" role="alert" title="Your change is not saved yet" className="mb-4">
      <p>{state.failure}</p>
      <Button className="mt-2" onClick={retry}>
        Try again
      </Button>
    </Notice>
  );
}

function saveWords(state: EditorState): string {
  if (storedForm(state.text) === "") return "Empty: nothing to send";
  if (state.failure !== null) return "Not saved";
  if (isDirty(state) || state.saving) return "Saving…";
  return state.detail.edited ? "Saved" : "";
}

interface Fold {
  cut: boolean;
  swapping: boolean;
  open: () => void;
}

/** A long draft is cut until it was opened; after that it stays open, however long it becomes. */
function useFold(text: string): Fold {
  const [opened, setOpened] = useState(() => firstPart(text) === null);
  const [swapping, setSwapping] = useState(false);
  const open = (): void => {
    setOpened(true);
    setSwapping(true);
    setTimeout(() => setSwapping(false), SWAP_MS);
  };
  return { cut: !opened, swapping, open };
}
