"use client";

import { showChangedNotice } from "@/components/draft/changed-notice";
import { DecisionBar } from "@/components/draft/decision-bar";
import { PasswordSheet } from "@/components/draft/password-sheet";
import { RejectSheet } from "@/components/draft/reject-sheet";
import { SnoozeSheet } from "@/components/draft/snooze-sheet";
import type { Fold } from "@/components/draft/use-fold";
import { useDraftKeys } from "@/components/draft/use-draft-keys";
import type { Decision, OpenSheet } from "@/components/draft/use-decision";
import type { DraftEditor } from "@/components/draft/use-draft-editor";
import { useLiveState } from "@/components/live/live-provider";
import { Notice } from "@/components/ui/notice";
import { isDirty, storedForm } from "@/lib/client/editor";
import { primaryAct } from "@/lib/client/wording";
import { mayRedraft } from "@/lib/redraftable";

/** The bar under the thumb and the sheets behind its buttons. */
export function Decide({ editor, decision, fold }: { editor: DraftEditor; decision: Decision; fold: Fold }) {
  const { detail, text, changed } = editor.state;
  const act = primaryAct({ ...detail, text }, detail.edited || isDirty(editor.state));
  const decides = !fold.cut && !changed;
  const cutOff = useLiveState() === "offline";
  const disabled = cutOff || fold.swapping || storedForm(text) === "";
  const primary = (): void => {
    if (fold.cut) fold.open();
    else if (changed) showChangedNotice();
    else if (detail.needs_password) decision.openSheet("password");
    else void decision.approve();
  };
  const armed = useDraftKeys({ id: detail.id, usable: decision.phase === "ready", decides, primary: () => (disabled ? undefined : primary()), open: decision.openSheet });
  const words = fold.cut ? "Read rest" : changed ? "Look again" : act;
  return (
    <>
      {cutOff && (
        <Notice tone="warn" title="No connection to the laptop" className="mb-4">
          Nothing can be decided now, and no tap is kept for later: the draft may change meanwhile. The page goes on by itself.
        </Notice>
      )}
      {decision.problem !== null && decision.sheet === null && (
        <Notice tone="danger" role="alert" title="Not decided" className="mb-4">
          {decision.problem}
        </Notice>
      )}
      <DecisionBar act={armed ? `Press A again: ${words}` : words} decides={decides} phase={decision.phase} done={decision.done} disabled={disabled} onPrimary={primary} onReject={() => decision.openSheet("reject")} onSnooze={() => decision.openSheet("snooze")} />
      <Sheets editor={editor} decision={decision} act={act} />
    </>
  );
}

function Sheets({ editor, decision, act }: { editor: DraftEditor; decision: Decision; act: string }) {
  const { detail } = editor.state;
  const sheet = (name: OpenSheet): { open: boolean; onOpenChange: (open: boolean) => void; busy: boolean; problem: string | null } => ({
    open: decision.sheet === name,
    onOpenChange: (open) => decision.openSheet(open ? name : null),
    busy: decision.phase === "busy",
    problem: decision.problem,
  });
  const redraftable = mayRedraft(detail.action) && detail.original_id !== null;
  return (
    <>
      <PasswordSheet {...sheet("password")} risk={detail.risk} act={act} onConfirm={(password) => void decision.approve(password)} />
      <RejectSheet {...sheet("reject")} onReject={(reason) => void decision.reject(reason)} onRedraft={redraftable ? (reason) => void decision.redraft(reason) : undefined} />
      <SnoozeSheet {...sheet("snooze")} onSnooze={(until) => void decision.snooze(until)} />
    </>
  );
}
