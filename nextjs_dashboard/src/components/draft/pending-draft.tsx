"use client";

import { Addresses } from "@/components/draft/addresses";
import { ChannelPreview } from "@/components/draft/channel-preview";
import { ChangedNotice } from "@/components/draft/changed-notice";
import { Decide } from "@/components/draft/decide";
import { DraftChanges } from "@/components/draft/draft-changes";
import { DraftFacts } from "@/components/draft/draft-facts";
import { DraftHeading } from "@/components/draft/draft-heading";
import { CutDraft, DraftText } from "@/components/draft/draft-text";
import { FailedAttempt } from "@/components/draft/failed-attempt";
import { IncomingMessage } from "@/components/draft/incoming-message";
import { RiskStrip } from "@/components/draft/risk-strip";
import { SnoozedNotice } from "@/components/draft/snoozed-notice";
import { useFold } from "@/components/draft/use-fold";
import { WhatsAppCodeNotice } from "@/components/draft/whatsapp-code";
import type { Decision } from "@/components/draft/use-decision";
import type { DraftEditor } from "@/components/draft/use-draft-editor";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { isDirty, storedForm, type EditorState } from "@/lib/client/editor";
import { hasFailed } from "@/lib/client/wording";

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
          <SnoozedNotice detail={detail} onBack={() => void editor.look()} />
          <RiskStrip flags={detail.risk} note={hasFailed(detail) ? null : detail.note} />
          <Addresses detail={detail} />
          <WhatsAppCodeNotice detail={detail} />
          {fold.cut ? <CutDraft text={text} onOpen={fold.open} /> : <DraftText text={text} onChange={editor.type} readOnly={decision.phase !== "ready"} status={saveWords(editor.state)} />}
          {!fold.cut && <ChannelPreview detail={detail} text={storedForm(text)} />}
          <SaveFailure state={editor.state} retry={editor.retry} />
          {detail.drafted_text !== null && <DraftChanges before={detail.drafted_text} after={storedForm(text)} />}
        </div>
        <div>
          {detail.original && <IncomingMessage original={detail.original} />}
          <DraftFacts detail={detail} />
        </div>
      </div>
      <Decide editor={editor} decision={decision} fold={fold} />
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
