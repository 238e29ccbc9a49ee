"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { useRef, type ReactNode } from "react";

interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  children: ReactNode;
}

/** A dialog that rises from the bottom of a phone and stands in the middle of a larger screen. */
export function Sheet({ open, onOpenChange, title, description, children }: SheetProps) {
  const before = useRef<Element | null>(null);
  const rememberFocus = (): void => {
    before.current = document.activeElement;
  };
  const giveFocusBack = (event: Event): void => {
    event.preventDefault();
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Content onOpenAutoFocus={rememberFocus} onCloseAutoFocus={giveFocusBack} className="fixed inset-x-0 bottom-0 z-50 max-h-[85dvh] overflow-y-auto rounded-t-3xl border border-line bg-canvas p-4 pb-[max(1rem,env(safe-area-inset-bottom))] shadow-2xl sm:inset-x-auto sm:bottom-auto sm:left-1/2 sm:top-1/2 sm:w-full sm:max-w-md sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-3xl sm:p-6">
          <div className="flex items-start justify-between gap-2">
            <Dialog.Title className="pt-2.5 text-lg font-semibold">{title}</Dialog.Title>
            <Dialog.Close aria-label="Close" className="-mr-2 inline-flex size-12 shrink-0 items-center justify-center rounded-xl text-muted hover:bg-hover">
              <X aria-hidden className="size-5" />
            </Dialog.Close>
          </div>
          <Dialog.Description className="mb-4 text-sm text-muted">{description}</Dialog.Description>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
