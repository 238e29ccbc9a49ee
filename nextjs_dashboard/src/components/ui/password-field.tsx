"use client";

import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useHydrated } from "@/components/ui/use-hydrated";

interface PasswordFieldProps {
  id: string;
  label: string;
  problem: string | null;
  testId?: string;
}

/** The field's name in a form. */
const FIELD = "password";

/** What stands in the password field of a form; a password manager may have put it there unheard. */
export function passwordIn(form: HTMLFormElement): string {
  const value = new FormData(form).get(FIELD);
  return typeof value === "string" ? value : "";
}

/** A password with a button that shows it, and the reason when it was refused. Read it with passwordIn. */
export function PasswordField({ id, label, problem, testId }: PasswordFieldProps) {
  const hydrated = useHydrated();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <div className="flex rounded-xl border border-field-line bg-raised focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-link">
        <input id={id} name={FIELD} data-testid={testId} type={shown ? "text" : "password"} autoComplete="current-password" autoCapitalize="none" spellCheck={false} required readOnly={!hydrated} aria-invalid={problem !== null} aria-describedby={problem ? `${id}-problem` : undefined} className="h-12 min-w-0 grow rounded-xl bg-transparent px-3 text-base outline-none" />
        <button type="button" aria-label={shown ? "Hide password" : "Show password"} aria-pressed={shown} onClick={() => setShown(!shown)} className="inline-flex size-12 shrink-0 items-center justify-center rounded-xl text-muted hover:text-ink">
          <Icon aria-hidden className="size-5" />
        </button>
      </div>
      <p id={`${id}-problem`} role="alert" className="mt-1 min-h-5 text-sm text-stop">
        {problem}
      </p>
    </div>
  );
}
