import { Badge } from "@/components/ui/badge";
import { isUrgent, riskWords } from "@/lib/client/wording";
import type { ApprovalCard } from "@/lib/types";

/** What deserves a second look, in words. */
export function DraftBadges({ draft }: { draft: Pick<ApprovalCard, "risk" | "priority" | "version"> }) {
  return (
    <ul className="flex flex-wrap gap-1.5 empty:hidden">
      {isUrgent(draft) && (
        <li>
          <Badge tone="danger">Urgent</Badge>
        </li>
      )}
      {draft.risk.map((flag) => (
        <li key={flag}>
          <Badge tone={riskWords(flag).tone}>{riskWords(flag).label}</Badge>
        </li>
      ))}
      {draft.version > 1 && (
        <li>
          <Badge>Version {draft.version}</Badge>
        </li>
      )}
    </ul>
  );
}
