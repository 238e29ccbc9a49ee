"use client";

import { ChartColumn, LogOut, Moon, MoreVertical, Settings, Sun, type LucideIcon } from "lucide-react";
import { useTheme } from "next-themes";
import { useRouter } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { signOutAndLeave } from "@/components/shell/sign-out";

/** What a phone's header has no room for. */
export function HeaderMenu({ canSignOut }: { canSignOut: boolean }) {
  const { resolvedTheme, setTheme } = useTheme();
  const router = useRouter();
  const dark = resolvedTheme === "dark";
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger aria-label="Menu" data-testid="menu" className="-mr-3 inline-flex size-12 shrink-0 items-center justify-center rounded-xl text-muted hover:bg-hover">
        <MoreVertical aria-hidden className="size-5" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className="z-40 mr-2 min-w-52 rounded-2xl border border-line bg-raised p-1 shadow-xl">
          <Item icon={dark ? Sun : Moon} label={dark ? "Light mode" : "Dark mode"} onSelect={() => setTheme(dark ? "light" : "dark")} />
          <Item icon={ChartColumn} label="AI usage" onSelect={() => router.push("/api-usage")} />
          <Item icon={Settings} label="Settings" onSelect={() => router.push("/settings")} />
          {canSignOut && <Item icon={LogOut} label="Log out" onSelect={() => void signOutAndLeave()} />}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ icon: Icon, label, onSelect }: { icon: LucideIcon; label: string; onSelect: () => void }) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className="flex min-h-12 cursor-pointer items-center gap-3 rounded-xl px-3 text-base outline-none select-none data-[highlighted]:bg-hover">
      <Icon aria-hidden className="size-5 text-muted" />
      {label}
    </DropdownMenu.Item>
  );
}
