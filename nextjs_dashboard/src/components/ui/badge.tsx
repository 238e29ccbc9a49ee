import clsx from "clsx";
import type { ReactNode } from "react";

export type BadgeTone = "plain" | "warn" | "danger" | "good";

const TONES: Record<BadgeTone, string> = {
  plain: "border-line text-muted",
  warn: "border-transparent bg-warn-soft text-warn",
  danger: "border-transparent bg-stop-soft text-stop",
  good: "border-transparent bg-go-soft text-go-ink",
};

export function Badge({ tone = "plain", children }: { tone?: BadgeTone; children: ReactNode }) {
  return <span className={clsx("inline-flex items-center gap-1 rounded-full border px-2 py-0.5 text-xs font-medium whitespace-nowrap", TONES[tone])}>{children}</span>;
}
