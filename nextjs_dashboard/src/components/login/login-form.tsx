"use client";

import { LogIn } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useHydrated } from "@/components/ui/use-hydrated";
import { PasswordField, passwordIn } from "@/components/ui/password-field";
import type { LoginResult } from "@/components/login/sign-in";

interface LoginFormProps {
  /** Where to go afterwards: an address of this dashboard. */
  next: string;
  signIn: (password: string) => Promise<LoginResult>;
  leave: (address: string) => void;
}

/** One password, and plain words when it is not taken. */
export function LoginForm({ next, signIn, leave }: LoginFormProps) {
  const hydrated = useHydrated();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (password: string): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const result = await signIn(password);
    if (result.ok) return leave(next);
    setProblem(result.problem);
    setBusy(false);
  };
  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(passwordIn(event.currentTarget));
      }}
    >
      <PasswordField id="password" testId="password" label="Password" problem={problem} />
      <Button type="submit" tone="go" disabled={busy || !hydrated} data-testid="login" className="mt-2 w-full">
        <LogIn aria-hidden className="size-5" />
        {busy ? "Checking…" : "Log in"}
      </Button>
    </form>
  );
}
