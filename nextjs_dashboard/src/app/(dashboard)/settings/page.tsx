import type { Metadata } from "next";
import { AppPanel } from "@/components/settings/app-panel";
import { NotificationsPanel } from "@/components/settings/notifications-panel";
import { ThemePanel } from "@/components/settings/theme-panel";
import { PageHeading } from "@/components/ui/panel";
import { pushStatus } from "@/lib/push/service";
import { requireSession } from "@/lib/session";

export const metadata: Metadata = { title: "Settings" };

/** What can be set from a phone; all else stands in the settings file of the laptop. */
export default async function SettingsPage() {
  await requireSession("/settings");
  return (
    <div className="max-w-3xl space-y-4">
      <PageHeading title="Settings" />
      <NotificationsPanel initial={await pushStatus()} />
      <ThemePanel />
      <AppPanel />
    </div>
  );
}
