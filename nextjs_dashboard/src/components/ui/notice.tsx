import clsx from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export type NoticeTone = "info" | "warn" | "danger" | "good";

const LOOKS: Record<NoticeTone, { icon: LucideIcon; box: string; ink: string }> = {
  info: { icon: Info, box: "border border-line bg-card", ink: "text-muted" },
  warn: { icon: TriangleAlert, box: "bg-warn-soft", ink: "text-warn" },
  danger: { icon: CircleAlert, box: "bg-stop-soft", ink: "text-stop" },
  good: { icon: CircleCheck, box: "bg-go-soft", ink: "text-go-ink" },
};

interface NoticeProps {
  /** Where there is one, the notice can take the focus. */
  id?: string;
  tone?: NoticeTone;
  title?: string;
  /** A name for those who do not see it, where there is no title. */
  label?: string;
  role?: "status" | "alert";
  children?: ReactNode;
  className?: string;
}

/** A short message with an icon, so that its colour is never the only sign. */
export function Notice({ id, tone = "info", title, label, role, children, className }: NoticeProps) {
  const { icon: Icon, box, ink } = LOOKS[tone];
  return (
    <div id={id} tabIndex={id ? -1 : undefined} role={role ?? (label ? "note" : undefined)} aria-label={label ?? (id ? title : undefined)} className={clsx("flex gap-3 rounded-xl px-3 py-3 text-sm", box, className)}>
      <Icon aria-hidden className={clsx("mt-0.5 size-5 shrink-0", ink)} />
      <div className="min-w-0 grow">
        {title && <p className={clsx("font-semibold", ink)}>{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** What a page shows where there is nothing: what it means and what happens next. */
export function EmptyState({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col items-center rounded-2xl border border-dashed border-line px-6 py-12 text-center">
      <Icon aria-hidden className="mb-3 size-8 text-muted" />
      <p className="text-base font-semibold">{title}</p>
      <div className="mt-1 max-w-sm text-sm text-muted">{children}</div>
    </div>
  );
}
