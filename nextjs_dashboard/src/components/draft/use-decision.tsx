"use client";

import { useRouter } from "next/navigation";
import { useCallback, useState } from "react";
import { toast } from "sonner";
import { leaveWhenSignedOut, useApi } from "@/components/live/api-provider";
import type { BarPhase } from "@/components/draft/decision-bar";
import { SendToast } from "@/components/draft/send-toast";
import type { DraftEditor } from "@/components/draft/use-draft-editor";
import { useClock } from "@/components/time/clock-provider";
import { approvalsPath, hasCode, plainWords, type Api, type ApprovalPage, type DecisionResult, type DraftReference } from "@/lib/client/api";
import { referenceOf } from "@/lib/client/reference";
import { dateAndClock } from "@/lib/client/time";
import { draftHref } from "@/lib/client/wording";
import { EVERYTHING } from "@/lib/queue-filter";
import type { ApprovalDetail } from "@/lib/types";

/** The next draft never appears under a thumb that is still tapping: at least this long after the decision. */
const SETTLE_MS = 700;

export type OpenSheet = "password" | "reject" | "snooze" | null;

export interface Decision {
  phase: BarPhase;
  /** What was done, once the phase says so. */
  done: string;
  sheet: OpenSheet;
  problem: string | null;
  openSheet: (sheet: OpenSheet) => void;
  approve: (password?: string) => Promise<void>;
  reject: (reason: string) => Promise<void>;
  redraft: (reason: string) => Promise<void>;
  snooze: (until: Date) => Promise<void>;
}

/** Carries out the owner's decision on exactly what is on the screen, and goes on to the next draft. */
export function useDecision(editor: DraftEditor): Decision {
  const api = useApi();
  const router = useRouter();
  const clock = useClock();
  const [phase, setPhase] = useState<BarPhase>("ready");
  const [done, setDone] = useState("");
  const [sheet, setSheet] = useState<OpenSheet>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const refused = useCallback(
    async (failure: unknown) => {
      setPhase("ready");
      leaveWhenSignedOut(failure);
      if (hasCode(failure, "password_required")) {
        setProblem(null);
        setSheet("password");
        return;
      }
      setProblem(plainWords(failure));
      if (!hasCode(failure, "changed") && !hasCode(failure, "decided")) return;
      setSheet(null);
      await editor.look();
    },
    [editor],
  );

  const decide = useCallback(
    async (words: string, save: boolean, act: (draft: ApprovalDetail) => Promise<void>) => {
      setPhase("busy");
      setProblem(null);
      const draft = await editor.settle(save);
      if (!draft) return setPhase("ready");
      try {
        await act(draft);
        setSheet(null);
        setDone(words);
        setPhase("done");
        const [next] = await Promise.all([nextAddress(api, draft.id), pause(SETTLE_MS)]);
        router.replace(next);
      } catch (failure) {
        await refused(failure);
      }
    },
    [api, editor, refused, router],
  );

  const approve = (password?: string): Promise<void> =>
    decide("Approved", true, async (draft) => {
      const answer = await api.approve(password === undefined ? referenceOf(draft) : { ...referenceOf(draft), password });
      follow(draft, onThisClock(answer, clock.now()), () => router.push(draftHref(draft)));
    });

  const reject = (reason: string): Promise<void> =>
    decide("Rejected", false, async (draft) => {
      await api.reject(withReason(draft, reason));
      toast("Rejected. Nothing was sent.");
    });

  const redraft = (reason: string): Promise<void> =>
    decide("Rejected", false, async (draft) => {
      await api.redraft(withReason(draft, reason));
      toast("Another version is asked for. It comes into the queue once it is drafted.");
    });

  const snooze = (until: Date): Promise<void> =>
    decide("Snoozed", true, async (draft) => {
      await api.snooze({ ...referenceOf(draft), until: until.toISOString() });
      toast(`Snoozed until ${dateAndClock(until.toISOString())}.`);
    });

  const openSheet = (next: OpenSheet): void => {
    setProblem(null);
    setSheet(next);
  };

  return { phase, done, sheet, problem, openSheet, approve, reject, redraft, snooze };
}

function withReason(draft: ApprovalDetail, reason: string): DraftReference & { reason?: string } {
  return reason === "" ? referenceOf(draft) : { ...referenceOf(draft), reason };
}

function follow(draft: ApprovalDetail, notBefore: string | null, show: () => void): void {
  const undone = (toastId: string | number): void => {
    toast.dismiss(toastId);
    toast("Not sent. The draft waits in the queue again.");
    show();
  };
  toast.custom((toastId) => <SendToast toastId={toastId} approved={draft} notBefore={notBefore} onUndone={() => undone(toastId)} />, { duration: Infinity });
}

/** The end of the undo window by this device's own clock, which may differ from the laptop's. */
function onThisClock(answer: Pick<DecisionResult, "not_before" | "timestamp">, now: number): string | null {
  if (!answer.not_before) return null;
  const window = answer.timestamp ? Date.parse(answer.not_before) - Date.parse(answer.timestamp) : NaN;
  return Number.isNaN(window) ? answer.not_before : new Date(now + window).toISOString();
}

/** Where to go after a decision: the first draft that still waits, or the queue that says there is none. */
async function nextAddress(api: Api, decided: string): Promise<string> {
  try {
    const queue = await api.read<ApprovalPage>(approvalsPath(EVERYTHING, null));
    const next = queue.items.find((draft) => draft.id !== decided);
    return next ? draftHref(next) : "/approvals";
  } catch {
    return "/approvals";
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
