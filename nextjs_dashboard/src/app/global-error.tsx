"use client";

import "./globals.css";

/** The last resort, when not even the frame of the pages can be shown. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body className="font-sans">
        <main className="safe-x mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-3">
          <h1 className="text-2xl font-semibold">The dashboard has a problem</h1>
          <p>Your drafts are safe in the vault: open the folder Pending_Approval in Obsidian to read them there. Nothing was sent.</p>
          <button type="button" onClick={() => window.location.reload()} className="min-h-12 rounded-xl border border-field-line px-4 text-base font-medium">
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
