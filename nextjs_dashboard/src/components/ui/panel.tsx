import clsx from "clsx";
import Link from "next/link";
import { useId, type ReactNode } from "react";

/** A titled box; `more` leads to the page that holds the rest. */
export function Panel({ title, more, className, children }: { title: string; more?: { href: string; label: string }; className?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={clsx("rounded-2xl border border-line bg-card p-4", className)}>
      <div className="-mt-2 flex min-h-12 items-center justify-between gap-2">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        {more && (
          <Link prefetch={false} href={more.href} className="-mr-2 inline-flex min-h-12 items-center rounded-lg px-2 text-sm font-medium text-link hover:underline">
            {more.label}
          </Link>
        )}
      </div>
      {children}
    </section>
  );
}

export function PageHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
      <h1 className="text-xl font-semibold tracking-tight md:text-2xl">{title}</h1>
      {children}
    </div>
  );
}
