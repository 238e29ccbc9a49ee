import { Notice } from "@/components/ui/notice";
import { riskWords } from "@/lib/client/wording";

/** Everything that should make the owner look twice, above the draft itself. */
export function RiskStrip({ flags, note }: { flags: string[]; note: string | null }) {
  if (flags.length === 0 && note === null) return null;
  const danger = flags.some((flag) => riskWords(flag).tone === "danger");
  return (
    <Notice label="Look twice" tone={danger ? "danger" : "warn"} className="mb-4">
      <ul className="space-y-1">
        {note !== null && <li>{note}</li>}
        {flags.map((flag) => (
          <li key={flag}>
            <strong className="font-semibold">{riskWords(flag).label}.</strong> {riskWords(flag).sentence}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
