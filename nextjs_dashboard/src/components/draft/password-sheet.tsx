"use client";

import { Button } from "@/components/ui/button";
import { PasswordField, passwordIn } from "@/components/ui/password-field";
import { Sheet } from "@/components/ui/sheet";
import { riskWords } from "@/lib/client/wording";

interface PasswordSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  risk: string[];
  act: string;
  busy: boolean;
  problem: string | null;
  onConfirm: (password: string) => void;
}

/** Asks for the password again before money or a first message to someone. */
export function PasswordSheet({ open, onOpenChange, risk, act, busy, problem, onConfirm }: PasswordSheetProps) {
  const reasons = risk.map((flag) => riskWords(flag).sentence).join(" ");
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Your password, please" description={reasons || "This draft needs your password before it goes out."}>
      <PasswordForm act={act} busy={busy} problem={problem} onConfirm={onConfirm} />
    </Sheet>
  );
}

function PasswordForm({ act, busy, problem, onConfirm }: Pick<PasswordSheetProps, "act" | "busy" | "problem" | "onConfirm">) {
  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm(passwordIn(event.currentTarget));
      }}
    >
      <PasswordField id="confirm-password" testId="confirm-password" label="Password" problem={problem} />
      <Button type="submit" tone="go" disabled={busy} data-testid="confirm-approve" className="mt-2 w-full">
        <span className="truncate">{busy ? "Checking…" : act}</span>
      </Button>
    </form>
  );
}
