"use client";

import { Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";

/** Both icons are in the page and the theme shows one of them, so nothing flickers before the page is ready. */
export function ThemeToggle() {
  const { resolvedTheme, setTheme } = useTheme();
  return (
    <button type="button" data-testid="theme-toggle" aria-label="Switch between light and dark" onClick={() => setTheme(resolvedTheme === "dark" ? "light" : "dark")} className="inline-flex size-12 shrink-0 items-center justify-center rounded-xl text-muted hover:bg-hover hover:text-ink">
      <Moon aria-hidden className="size-5 dark:hidden" />
      <Sun aria-hidden className="hidden size-5 dark:block" />
    </button>
  );
}
