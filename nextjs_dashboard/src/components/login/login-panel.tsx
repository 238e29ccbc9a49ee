"use client";

import { LoginForm } from "@/components/login/login-form";
import { signInWithPassword } from "@/components/login/sign-in";

/** The form with the real door behind it. A full page load afterwards, so that nothing of before is kept. */
export function LoginPanel({ next }: { next: string }) {
  return <LoginForm next={next} signIn={signInWithPassword} leave={(address) => window.location.assign(address)} />;
}
