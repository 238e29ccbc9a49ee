import type { ReactNode } from "react";
import { ConnectionChip } from "@/components/live/connection-chip";
import { ShortcutHelp } from "@/components/keyboard/shortcut-help";
import { HeaderMenu } from "@/components/shell/header-menu";
import { HeaderStatus } from "@/components/shell/header-status";
import { SideNav, TabBar } from "@/components/shell/main-nav";
import { SignOutButton } from "@/components/shell/sign-out";
import { ThemeToggle } from "@/components/shell/theme-toggle";
import type { Status } from "@/lib/types";

/** Header, navigation and the page between them. */
export function AppShell({ status, canSignOut, children }: { status: Status; canSignOut: boolean; children: ReactNode }) {
  return (
    <>
      <a href="#main" className="sr-only z-50 rounded-lg bg-raised px-4 py-3 focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        Skip to the content
      </a>
      <header className="sticky top-0 z-20 border-b border-line bg-canvas pt-[env(safe-area-inset-top)]">
        <div className="safe-x mx-auto flex h-12 max-w-6xl items-center">
          <HeaderStatus initial={status} />
          <div className="md:hidden">
            <HeaderMenu canSignOut={canSignOut} />
          </div>
          <div className="hidden items-center md:flex">
            <ShortcutHelp />
            <ThemeToggle />
            {canSignOut && <SignOutButton />}
          </div>
        </div>
      </header>
      <ConnectionChip />
      <div className="safe-x mx-auto flex max-w-6xl gap-8">
        <SideNav />
        <main id="main" tabIndex={-1} className="min-w-0 grow pt-4 pb-[calc(5.5rem+env(safe-area-inset-bottom))] md:pb-12">
          {children}
        </main>
      </div>
      <TabBar />
    </>
  );
}
