import { At } from "@/components/time/times";
import { Notice } from "@/components/ui/notice";
import { hasFailed } from "@/lib/client/wording";
import type { ApprovalDetail } from "@/lib/types";

/** Why the draft is here again: it was approved, and could not be sent. Nothing of it is lost. */
export function FailedAttempt({ detail }: { detail: ApprovalDetail }) {
  const attempt = detail.execution;
  if (!attempt || !hasFailed(detail)) return null;
  return (
    <Notice tone="danger" title="Not sent" className="mb-4">
      <p>
        {attempt.error ?? "The attempt failed."}
        {attempt.claimed_at !== null && (
          <>
            {" "}
            (<At at={attempt.claimed_at} style="date" />)
          </>
        )}
      </p>
      {attempt.remedy && <p className="mt-1">{attempt.remedy}</p>}
      <p className="mt-1">Try again, change the text first, or reject it.</p>
    </Notice>
  );
}
