"use client";

import clsx from "clsx";
import { Activity, ChartColumn, HeartPulse, Inbox, ListChecks, Newspaper, Send, Settings, type LucideIcon } from "lucide-react";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";

interface Place {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Other addresses that belong to it. */
  also?: string;
  onPhone: boolean;
}

const PLACES: Place[] = [
  { href: "/", label: "Queue", icon: Inbox, also: "/approvals", onPhone: true },
  { href: "/outbox", label: "Outbox", icon: Send, onPhone: true },
  { href: "/activity", label: "Activity", icon: Activity, onPhone: true },
  { href: "/plans", label: "Plans", icon: ListChecks, onPhone: false, also: "/plans/" },
  { href: "/health", label: "Health", icon: HeartPulse, onPhone: true },
  { href: "/api-usage", label: "AI usage", icon: ChartColumn, onPhone: false },
  { href: "/briefings", label: "Briefings", icon: Newspaper, onPhone: false, also: "/briefings/" },
  { href: "/settings", label: "Settings", icon: Settings, onPhone: false },
];

function isHere(place: Place, path: string): boolean {
  return path === place.href || (place.also !== undefined && path.startsWith(place.also));
}

/** A draft has its own bar with the decision, so the tabs make room for it. */
function isDraft(path: string): boolean {
  return /^\/approvals\/([^/]+\/[^/]+|batch$)/.test(path);
}

/** Tabs at the thumb on a phone. */
export function TabBar() {
  const path = usePathname();
  if (isDraft(path)) return null;
  return (
    <nav aria-label="Main" className="safe-bottom fixed inset-x-0 bottom-0 z-20 border-t border-line bg-canvas md:hidden">
      <ul className="grid grid-cols-4">
        {PLACES.filter((place) => place.onPhone).map((place) => (
          <li key={place.href}>
            <Tab place={place} here={isHere(place, path)} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Tab({ place, here }: { place: Place; here: boolean }) {
  return (
    <Link prefetch={false} href={place.href} aria-current={here ? "page" : undefined} className={clsx("flex min-h-14 flex-col items-center justify-center gap-0.5 text-xs font-medium", here ? "text-go-ink" : "text-muted")}>
      <PlaceIcon icon={place.icon} className="size-6" strokeWidth={here ? 2.4 : 1.8} />
      {place.label}
    </Link>
  );
}

/** The same places at the side of a larger screen. */
export function SideNav() {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="hidden w-52 shrink-0 md:block">
      <ul className="sticky top-16 space-y-1 py-4">
        {PLACES.map((place) => (
          <li key={place.href}>
            <SideLink place={place} here={isHere(place, path)} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function SideLink({ place, here }: { place: Place; here: boolean }) {
  return (
    <Link prefetch={false} href={place.href} aria-current={here ? "page" : undefined} className={clsx("flex min-h-12 items-center gap-3 rounded-xl px-3 text-sm font-medium", here ? "bg-hover text-ink" : "text-muted hover:bg-hover hover:text-ink")}>
      <PlaceIcon icon={place.icon} className="size-5" />
      {place.label}
    </Link>
  );
}

/** The icon of a place, which pulses while its page is on its way. */
function PlaceIcon({ icon: Icon, className, strokeWidth }: { icon: LucideIcon; className: string; strokeWidth?: number }) {
  const { pending } = useLinkStatus();
  return <Icon aria-hidden className={clsx(className, pending && "animate-pulse text-go-ink")} strokeWidth={strokeWidth} />;
}
