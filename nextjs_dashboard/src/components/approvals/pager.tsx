import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { grouped } from "@/lib/client/numbers";
import { PAGE_SIZE, queueHref, type QueueFilter } from "@/lib/queue-filter";

/** "51–100 of 10,000", and the pages beside this one. */
export function Pager({ filter, page, total }: { filter: QueueFilter; page: number; total: number }) {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (last === 1 && page === 1) return null;
  const first = (page - 1) * PAGE_SIZE + 1;
  return (
    <nav aria-label="Pages" className="mt-4 flex items-center justify-between gap-4">
      <Step href={page > 1 ? queueHref(filter, Math.min(page - 1, last)) : null} label="Before" />
      <p className="text-center text-sm text-muted">
        {first <= total ? `${grouped(first)}–${grouped(Math.min(first + PAGE_SIZE - 1, total))} of ${grouped(total)}` : `${grouped(total)} in all`}
      </p>
      <Step href={page < last ? queueHref(filter, page + 1) : null} label="Next" />
    </nav>
  );
}

function Step({ href, label }: { href: string | null; label: string }) {
  if (href === null) return <span className="min-w-20" />;
  return (
    <Link prefetch={false} href={href} className={buttonLook("quiet")}>
      {label}
    </Link>
  );
}
