import { headers } from "next/headers";
import type { ReactNode } from "react";
import { AppShell } from "@/components/shell/app-shell";
import { SessionProviders } from "@/components/shell/providers";
import { getStatus } from "@/lib/data";
import { loginRequired, requireSession } from "@/lib/session";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  await requireSession((await headers()).get("x-path") ?? "/");
  const status = await getStatus();
  return (
    <SessionProviders start={Date.parse(status.timestamp)}>
      <AppShell status={status} canSignOut={loginRequired()}>
        {children}
      </AppShell>
    </SessionProviders>
  );
}
