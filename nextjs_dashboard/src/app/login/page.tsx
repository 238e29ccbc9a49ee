import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LoginPanel } from "@/components/login/login-panel";
import { safeNext } from "@/components/login/next-address";
import { ThemeToggle } from "@/components/shell/theme-toggle";
import { hasSession } from "@/lib/session";

export const metadata: Metadata = { title: "Log in" };

interface PageProps {
  searchParams: Promise<{ next?: string | string[] }>;
}

/** The door (FR-P026). Afterwards the owner is where they wanted to go. */
export default async function LoginPage({ searchParams }: PageProps) {
  const { next: asked } = await searchParams;
  const next = safeNext(Array.isArray(asked) ? asked[0] : asked);
  if (await hasSession()) redirect(next);
  return (
    <main className="safe-x mx-auto flex min-h-dvh max-w-sm flex-col justify-center py-8">
      <div className="absolute top-2 right-2">
        <ThemeToggle />
      </div>
      <h1 className="text-2xl font-semibold tracking-tight">AI Employee</h1>
      <p className="mt-1 mb-6 text-muted">Log in to see what waits for you.</p>
      <LoginPanel next={next} />
      <p className="mt-4 text-sm text-muted">
        Forgotten? On the laptop, run <code className="rounded bg-hover px-1 py-0.5">local-agent hash-password</code> and set a new one.
      </p>
    </main>
  );
}
