"use client";

import { useId, useLayoutEffect, useRef } from "react";
import { firstPart, moreLabel } from "@/components/draft/text-fold";
import { useHydrated } from "@/components/ui/use-hydrated";
import { Button } from "@/components/ui/button";

interface DraftTextProps {
  text: string;
  onChange: (text: string) => void;
  readOnly: boolean;
  status: string;
}

/** The text that is sent, ready to be changed; as high as its content, so that nothing of it is hidden. */
export function DraftText({ text, onChange, readOnly, status }: DraftTextProps) {
  const id = useId();
  const hydrated = useHydrated();
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (field.current) growToContent(field.current);
  }, [text]);
  return (
    <section className="mb-3">
      <div className="mb-1 flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-base font-semibold">
          Draft
        </label>
        <p role="status" data-testid="save-state" className="min-h-5 text-sm text-muted">
          {status}
        </p>
      </div>
      <textarea id={id} ref={field} data-testid="draft-text" value={text} readOnly={readOnly || !hydrated} onChange={(event) => onChange(event.target.value)} rows={3} className="block w-full resize-none overflow-hidden rounded-2xl border border-field-line bg-raised p-4 text-base leading-relaxed" />
    </section>
  );
}

function growToContent(field: HTMLTextAreaElement): void {
  const top = window.scrollY;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
  if (window.scrollY !== top) window.scrollTo({ top });
}

/** The beginning of a long draft; it says how much is missing, and nothing can be sent from here. */
export function CutDraft({ text, onOpen }: { text: string; onOpen: () => void }) {
  const part = firstPart(text) ?? text;
  return (
    <section className="mb-3" aria-label="Draft, its beginning">
      <h2 className="mb-1 text-base font-semibold">Draft</h2>
      <div className="rounded-2xl border border-field-line bg-raised p-4">
        <p className="text-base leading-relaxed whitespace-pre-wrap">{part}…</p>
        <Button className="mt-3 w-full" onClick={onOpen}>
          {moreLabel(text, part)}
        </Button>
      </div>
    </section>
  );
}
