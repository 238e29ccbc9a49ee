"use client";

import { ChartColumn, ListChecks, LogOut, Moon, MoreVertical, Newspaper, Settings, Sun, type LucideIcon } from "lucide-react";
import { useTheme } from "next-themes";
import Link from "next/link";
import { useRef } from "react";
import { signOutAndLeave } from "@/components/shell/sign-out";
import { useHydrated } from "@/components/ui/use-hydrated";

const ID = "header-menu";
const ITEM = "flex min-h-12 w-full items-center gap-3 rounded-xl px-3 text-left text-base hover:bg-hover";

/** What a phone's header and tabs have no room for. The browser itself closes it on Escape and on a tap beside it. */
export function HeaderMenu({ canSignOut }: { canSignOut: boolean }) {
  const { resolvedTheme, setTheme } = useTheme();
  const menu = useRef<HTMLDivElement>(null);
  const close = (): void => menu.current?.hidePopover();
  const dark = useHydrated() && resolvedTheme === "dark"; // the server knows no theme
  return (
    <>
      <button type="button" aria-label="Menu" data-testid="menu" popoverTarget={ID} className="-mr-3 inline-flex size-12 shrink-0 items-center justify-center rounded-xl text-muted hover:bg-hover">
        <MoreVertical aria-hidden className="size-5" />
      </button>
      <div ref={menu} id={ID} popover="auto" role="group" aria-label="Menu" className="top-[calc(3.25rem+env(safe-area-inset-top))] right-2 left-auto m-0 w-60 rounded-2xl border border-line bg-raised p-1 text-ink shadow-xl">
        <Place href="/plans" icon={ListChecks} label="Plans" onGo={close} />
        <Place href="/briefings" icon={Newspaper} label="Briefings" onGo={close} />
        <Place href="/api-usage" icon={ChartColumn} label="AI usage" onGo={close} />
        <Place href="/settings" icon={Settings} label="Settings" onGo={close} />
        <Act icon={dark ? Sun : Moon} label={dark ? "Light mode" : "Dark mode"} onAct={() => setTheme(dark ? "light" : "dark")} />
        {canSignOut && <Act icon={LogOut} label="Log out" onAct={() => void signOutAndLeave()} />}
      </div>
    </>
  );
}

function Place({ href, icon: Icon, label, onGo }: { href: string; icon: LucideIcon; label: string; onGo: () => void }) {
  return (
    <Link prefetch={false} href={href} onClick={onGo} className={ITEM}>
      <Icon aria-hidden className="size-5 text-muted" />
      {label}
    </Link>
  );
}

function Act({ icon: Icon, label, onAct }: { icon: LucideIcon; label: string; onAct: () => void }) {
  return (
    <button type="button" onClick={onAct} className={ITEM}>
      <Icon aria-hidden className="size-5 text-muted" />
      {label}
    </button>
  );
}
