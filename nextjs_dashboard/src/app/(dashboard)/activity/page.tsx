import type { Metadata } from "next";
import { ActivityList } from "@/components/activity/activity-list";
import { PageHeading } from "@/components/ui/panel";
import { getActivity } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Activity" };

/** What happened, from the logs of the vault. */
export default async function ActivityPage() {
  await requireSession("/activity");
  return (
    <div className="max-w-3xl">
      <PageHeading title="Activity" />
      <ActivityList initial={await getActivity()} />
    </div>
  );
}
