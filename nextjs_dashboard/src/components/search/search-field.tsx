"use client";

import { Search } from "lucide-react";
import { useId } from "react";

interface SearchFieldProps {
  label: string;
  value?: string;
  onChange?: (value: string) => void;
}

/** Looks for any word in every draft. Without `onChange`, Enter leads to the page with what was found. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const id = useId();
  return (
    <form role="search" action="/search" className="relative mb-4">
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Search aria-hidden className="pointer-events-none absolute top-3.5 left-3 size-5 text-muted" />
      <input id={id} name="q" type="search" data-search maxLength={200} placeholder={label} {...(onChange ? { value, onChange: (event) => onChange(event.target.value) } : {})} className="h-12 w-full rounded-xl border border-field-line bg-raised pr-3 pl-10 text-base placeholder:text-muted" />
    </form>
  );
}
