"use client";

import { LogOut } from "lucide-react";
import { endSession } from "@/lib/client/session";

const LOGIN_PAGE = "/login";

/** Ends the session and leaves for the login page with nothing of this page kept in memory. */
export async function signOutAndLeave(): Promise<void> {
  await endSession();
  window.location.replace(LOGIN_PAGE);
}

export function SignOutButton() {
  return (
    <button type="button" data-testid="sign-out" onClick={() => void signOutAndLeave()} className="inline-flex min-h-12 items-center gap-2 rounded-xl px-3 text-sm font-medium text-muted hover:bg-hover hover:text-ink">
      <LogOut aria-hidden className="size-5" />
      Log out
    </button>
  );
}
