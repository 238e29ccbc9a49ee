"use client";

import { useState } from "react";
import { useApi } from "@/components/live/api-provider";
import { useNow } from "@/components/time/clock-provider";
import { At } from "@/components/time/times";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { plainWords } from "@/lib/client/api";
import { referenceOf } from "@/lib/client/reference";
import type { ApprovalDetail } from "@/lib/types";

/** Says that the draft is out of sight, and until when. */
export function SnoozedNotice({ detail, onBack }: { detail: ApprovalDetail; onBack: () => void }) {
  const api = useApi();
  const [problem, setProblem] = useState<string | null>(null);
  const until = detail.snoozed_until;
  const asleep = useNow((now) => until !== null && Date.parse(until) > now);
  if (until === null || !asleep) return null;
  const wake = async (): Promise<void> => {
    try {
      await api.snooze({ ...referenceOf(detail), until: null });
      onBack();
    } catch (failure) {
      setProblem(plainWords(failure));
    }
  };
  return (
    <Notice title="Snoozed" className="mb-4">
      <p>
        Out of the queue until <At at={until} style="date" />. You can decide it all the same.
      </p>
      <Button className="mt-2" onClick={() => void wake()}>
        Back to the queue now
      </Button>
      <p role="alert" className="text-sm text-stop empty:hidden">
        {problem}
      </p>
    </Notice>
  );
}
