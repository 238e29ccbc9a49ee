import type { Metadata } from "next";
import { OutboxList } from "@/components/outbox/outbox-list";
import { PageHeading } from "@/components/ui/panel";
import { getOutbox } from "@/lib/data";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Outbox" };

/** What was approved, and how far it got. */
export default async function OutboxPage() {
  await requireSession("/outbox");
  return (
    <div className="max-w-3xl">
      <PageHeading title="Outbox" />
      <OutboxList initial={await getOutbox()} />
    </div>
  );
}
