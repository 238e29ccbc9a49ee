import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { BackLink } from "@/components/ui/back-link";
import { MarkdownText } from "@/components/ui/markdown-text";
import { getBriefing } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Briefing" };

interface PageProps {
  params: Promise<{ id: string }>;
}

/** One briefing in full. */
export default async function BriefingPage({ params }: PageProps) {
  const { id } = await params;
  await requireSession(`/briefings/${encodeURIComponent(id)}`);
  const markdown = await getBriefing(id);
  if (markdown === null) notFound();
  return (
    <article className="-mt-4 max-w-3xl">
      <BackLink href="/briefings">Briefings</BackLink>
      <MarkdownText markdown={markdown} />
    </article>
  );
}
