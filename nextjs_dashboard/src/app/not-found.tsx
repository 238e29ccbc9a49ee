import Link from "next/link";
import { buttonLook } from "@/components/ui/button";

export default function NotFound() {
  return (
    <main className="safe-x mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-3">
      <h1 className="text-2xl font-semibold">There is no such page</h1>
      <p className="text-muted">The address may be mistyped, or from an older version of the dashboard.</p>
      <Link prefetch={false} href="/" className={buttonLook("quiet")}>
        To the queue
      </Link>
    </main>
  );
}
