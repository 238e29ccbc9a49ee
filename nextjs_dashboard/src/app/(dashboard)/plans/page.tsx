import type { Metadata } from "next";
import { PlanList } from "@/components/plans/plan-list";
import { PageHeading } from "@/components/ui/panel";
import { getPlans } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Plans" };

/** Tasks of several steps, and how far each got. */
export default async function PlansPage() {
  await requireSession("/plans");
  return (
    <div className="max-w-3xl">
      <PageHeading title="Plans" />
      <PlanList initial={await getPlans()} />
    </div>
  );
}
