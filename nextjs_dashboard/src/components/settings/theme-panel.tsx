"use client";

import clsx from "clsx";
import { useTheme } from "next-themes";
import { Panel } from "@/components/ui/panel";
import { useHydrated } from "@/components/ui/use-hydrated";

const CHOICES = [
  ["system", "As the device"],
  ["light", "Light"],
  ["dark", "Dark"],
] as const;

/** Light, dark, or whatever the device says; kept in this browser. */
export function ThemePanel() {
  const { theme, setTheme } = useTheme();
  const hydrated = useHydrated();
  return (
    <Panel title="Looks">
      <div role="group" aria-label="Looks" className="flex flex-wrap gap-2">
        {CHOICES.map(([value, label]) => {
          const chosen = hydrated && theme === value;
          return (
            <button key={value} type="button" aria-pressed={chosen} onClick={() => setTheme(value)} className={clsx("min-h-12 rounded-full border px-4 text-sm font-medium", chosen ? "border-ink bg-ink text-canvas" : "border-field-line hover:bg-hover")}>
              {label}
            </button>
          );
        })}
      </div>
    </Panel>
  );
}
