"use client";

import { useRouter } from "next/navigation";
import { useShortcuts } from "@/components/keyboard/use-shortcuts";

/** J and K go through the cards on the screen, "/" to the search field. */
export function QueueKeys() {
  const router = useRouter();
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    "/": () => {
      const field = document.querySelector<HTMLElement>("[data-search]");
      if (field) field.focus();
      else router.push("/approvals");
    },
  });
  return null;
}

function step(by: 1 | -1): void {
  const cards = [...document.querySelectorAll<HTMLElement>("[data-card]")];
  const here = cards.findIndex((card) => card === document.activeElement);
  const next = cards[here < 0 ? 0 : Math.min(Math.max(here + by, 0), cards.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
