import clsx from "clsx";
import type { PlanStatus, PlanSummary } from "@/lib/types";

const WORDS: Record<PlanStatus, string> = {
  awaiting_approval: "Waits for your yes",
  executing: "Under way",
  blocked: "Blocked",
  escalated: "Needs you",
  completed: "Done",
  rejected: "Rejected",
};

/** The state in words, steps as numbers, and a bar of the same. */
export function PlanProgress({ plan }: { plan: Pick<PlanSummary, "status" | "done" | "blocked" | "total"> }) {
  const { status, done, blocked, total } = plan;
  const troubled = status === "blocked" || status === "escalated";
  return (
    <div className="text-sm">
      <p className="flex flex-wrap justify-between gap-x-3">
        <span className={clsx("font-medium", troubled ? "text-stop" : status === "completed" ? "text-go-ink" : "text-muted")}>{WORDS[status]}</span>
        {total > 0 && (
          <span className="text-muted">
            {done} of {total} steps{blocked > 0 && `, ${blocked} blocked`}
          </span>
        )}
      </p>
      {total > 0 && (
        <div aria-hidden className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-line">
          <div className={clsx("h-full rounded-full", troubled ? "bg-stop" : "bg-go")} style={{ width: `${(100 * done) / total}%` }} />
        </div>
      )}
    </div>
  );
}
