"use client";

import clsx from "clsx";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { Ago } from "@/components/time/times";
import { WithCode } from "@/components/ui/with-code";
import { findingName } from "@/lib/client/wording";
import type { FindingNote } from "@/lib/types";

/** Every note that needs the owner, with what to do. */
export function FindingList({ findings }: { findings: FindingNote[] }) {
  if (findings.length === 0) return null;
  return (
    <section aria-labelledby="findings" className="mt-6">
      <h2 id="findings" className="mb-2 text-base font-semibold">
        Notes that need you
      </h2>
      <ul className="space-y-3">
        {findings.map((finding) => (
          <li key={finding.id} data-testid={`finding-${finding.code}`} className="lazy-card flex gap-3 rounded-2xl border border-line bg-card p-4 text-sm">
            <Sign severe={finding.severe} />
            <div className="min-w-0 grow">
              <div className="flex items-baseline justify-between gap-3">
                <h3 className="text-base font-medium">{findingName(finding.code)}</h3>
                {finding.at && (
                  <p className="shrink-0 text-xs text-muted">
                    <Ago at={finding.at} />
                  </p>
                )}
              </div>
              <p className="whitespace-pre-wrap"><WithCode text={finding.problem} /></p>
              {finding.remedy && (
                <p className="mt-1 whitespace-pre-wrap">
                  <span className="font-semibold">What to do:</span> <WithCode text={finding.remedy} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sign({ severe }: { severe: boolean }) {
  const Icon = severe ? CircleAlert : TriangleAlert;
  return <Icon aria-hidden className={clsx("mt-0.5 size-5 shrink-0", severe ? "text-stop" : "text-warn")} />;
}
