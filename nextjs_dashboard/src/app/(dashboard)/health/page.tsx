import type { Metadata } from "next";
import { HealthList } from "@/components/health/health-list";
import { PageHeading } from "@/components/ui/panel";
import { getHealth } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Health" };

/** Every part of the system, with cause and remedy. */
export default async function HealthPage() {
  await requireSession("/health");
  return (
    <div className="max-w-3xl">
      <PageHeading title="Health" />
      <HealthList initial={await getHealth()} />
    </div>
  );
}
