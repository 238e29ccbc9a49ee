import type { Metadata } from "next";
import { SearchView } from "@/components/search/search-view";
import { PageHeading } from "@/components/ui/panel";
import { search } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Search" };

interface PageProps {
  searchParams: Promise<{ q?: string | string[] }>;
}

/** Every draft by any word: what waits, what was sent, what was refused. */
export default async function SearchPage({ searchParams }: PageProps) {
  const { q = "" } = await searchParams;
  const query = Array.isArray(q) ? q.join(" ") : q;
  await requireSession(`/search?q=${encodeURIComponent(query)}`);
  return (
    <div className="max-w-3xl">
      <PageHeading title="Search" />
      <SearchView query={query} initial={await search(query)} />
    </div>
  );
}
