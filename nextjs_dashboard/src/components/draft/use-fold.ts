"use client";

import { useState } from "react";
import { firstPart } from "@/components/draft/text-fold";

/** A button that was just swapped under the thumb takes no tap for this long. */
const SWAP_MS = 500;

export interface Fold {
  cut: boolean;
  swapping: boolean;
  open: () => void;
}

/** A long draft is cut until it was opened; after that it stays open, however long it becomes. */
export function useFold(text: string): Fold {
  const [opened, setOpened] = useState(() => firstPart(text) === null);
  const [swapping, setSwapping] = useState(false);
  const open = (): void => {
    setOpened(true);
    setSwapping(true);
    setTimeout(() => setSwapping(false), SWAP_MS);
  };
  return { cut: !opened, swapping, open };
}
