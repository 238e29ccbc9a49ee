"use client";

import { LogIn } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/password-field";
import type { LoginResult } from "@/components/login/sign-in";

interface LoginFormProps {
  /** Where to go afterwards: an address of this dashboard. */
  next: string;
  signIn: (password: string) => Promise<LoginResult>;
  leave: (address: string) => void;
}

/** One password, and plain words when it is not taken. */
export function LoginForm({ next, signIn, leave }: LoginFormProps) {
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const result = await signIn(password);
    if (result.ok) return leave(next);
    setProblem(result.problem);
    setBusy(false);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <PasswordField id="password" testId="password" label="Password" value={password} onChange={setPassword} problem={problem} />
      <Button type="submit" tone="go" disabled={busy || password === ""} data-testid="login" className="mt-2 w-full">
        <LogIn aria-hidden className="size-5" />
        {busy ? "Checking…" : "Log in"}
      </Button>
    </form>
  );
}
