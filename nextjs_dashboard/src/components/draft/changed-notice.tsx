"use client";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

const NOTICE_ID = "draft-changed";

/** Brings the notice under the owner's eyes. */
export function showChangedNotice(): void {
  document.getElementById(NOTICE_ID)?.focus();
}

interface ChangedNoticeProps {
  mine: string | null;
  onRestore: () => void;
  onAccept: () => void;
}

/** The draft is another one than the owner was looking at; what they had typed is kept right here. */
export function ChangedNotice({ mine, onRestore, onAccept }: ChangedNoticeProps) {
  return (
    <Notice id={NOTICE_ID} tone="warn" role="alert" title="This draft changed — look again" className="mb-4">
      <p>It was changed elsewhere while you were here. You now see the new one.</p>
      {mine !== null && (
        <>
          <p className="mt-2 font-medium">Your own text is kept:</p>
          <p data-testid="kept-text" className="my-2 max-h-40 overflow-y-auto rounded-lg border border-line bg-raised p-3 whitespace-pre-wrap">
            {mine}
          </p>
          <Button className="mr-4 mb-2" onClick={onRestore}>
            Use my text
          </Button>
        </>
      )}
      <Button className={mine === null ? "mt-2" : undefined} onClick={onAccept}>
        {mine === null ? "I have looked" : "Keep the new text"}
      </Button>
    </Notice>
  );
}
