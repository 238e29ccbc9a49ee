import type { Metadata } from "next";
import { UsageView } from "@/components/usage/usage-view";
import { PageHeading } from "@/components/ui/panel";
import { getUsage } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "AI usage" };

/** What the model calls cost (FR-P028). */
export default async function UsagePage() {
  await requireSession("/api-usage");
  return (
    <div className="max-w-3xl">
      <PageHeading title="AI usage" />
      <UsageView initial={await getUsage()} />
    </div>
  );
}
