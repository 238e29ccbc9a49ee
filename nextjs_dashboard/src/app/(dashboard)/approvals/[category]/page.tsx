import { notFound, redirect } from "next/navigation";
import { draftHrefById } from "@/lib/client/wording";
import { EVERYTHING, filterFrom, queueHref } from "@/lib/queue-filter";
import { requireSession } from "@/lib/session";

interface PageProps {
  params: Promise<{ category: string }>;
}

/** Short links: a category leads to its queue, an id to its draft. */
export default async function ShortLink({ params }: PageProps) {
  const { category: name } = await params;
  await requireSession(`/approvals/${encodeURIComponent(name)}`);
  const { category } = filterFrom(new URLSearchParams({ category: name }));
  if (category) redirect(queueHref({ ...EVERYTHING, category }));
  if (!/^[A-Za-z0-9_-]{1,120}$/.test(name)) notFound();
  redirect(draftHrefById(name));
}
