import { ChevronRight, Newspaper } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { EmptyState } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/panel";
import { getBriefings } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Briefings" };

/** Every Monday's briefing, the newest first. */
export default async function BriefingsPage() {
  await requireSession("/briefings");
  const briefings = await getBriefings();
  return (
    <div className="max-w-3xl">
      <PageHeading title="Briefings" />
      {briefings.length === 0 && (
        <EmptyState icon={Newspaper} title="No briefing yet">
          <p>Each Monday at seven the Cloud agent writes down the week: what was done, what waits, what it cost.</p>
        </EmptyState>
      )}
      {briefings.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-card px-4">
          {briefings.map(({ id, title, done, pending }) => (
            <li key={id}>
              <Link prefetch={false} href={`/briefings/${encodeURIComponent(id)}`} className="-mx-4 flex min-h-14 items-center justify-between gap-3 px-4 py-2 hover:bg-hover">
                <span>
                  <span className="block font-medium">{title}</span>
                  <span className="text-sm text-muted">
                    {done} done, {pending} open
                  </span>
                </span>
                <ChevronRight aria-hidden className="size-5 shrink-0 text-muted" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
