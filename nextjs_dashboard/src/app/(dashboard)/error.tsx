"use client";

import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

/** A page that could not be shown. The cause stays on the server; the number finds it in the log. */
export default function PageError({ error }: { error: Error & { digest?: string } }) {
  useEffect(() => console.error(error), [error]);
  return (
    <div className="max-w-2xl space-y-4">
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      <Notice tone="danger" role="alert" title="The dashboard could not read the vault">
        <p>Nothing was changed or sent. Your drafts lie in the folder Pending_Approval of the vault; Obsidian shows them too.</p>
        {error.digest && <p className="mt-1 text-muted">Number in the log: {error.digest}</p>}
      </Notice>
      <Button onClick={() => window.location.reload()}>Try again</Button>
    </div>
  );
}
