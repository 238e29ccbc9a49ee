import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

/** The way back to the list that a page belongs to. */
export function BackLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link prefetch={false} href={href} className="-ml-2 inline-flex min-h-12 items-center gap-1 pr-3 text-sm font-medium text-link">
      <ChevronLeft aria-hidden className="size-5" />
      {children}
    </Link>
  );
}
