"use client";

import { ArrowRight } from "lucide-react";
import { fieldOf, groupedIban } from "@/lib/client/acts";
import type { ApprovalDetail } from "@/lib/types";

/** The sum, to whom, and the account in groups of four, as a bank's letter writes it. */
export function PaymentPreview({ routing }: { routing: NonNullable<ApprovalDetail["routing"]> }) {
  return (
    <section aria-label="Payment" className="mb-4 rounded-2xl border border-line bg-card p-4">
      <p data-testid="payment-amount" className="text-2xl font-semibold tracking-tight">
        {fieldOf(routing, "amount")} {fieldOf(routing, "currency")}
      </p>
      <p className="mt-1 flex items-center gap-2 text-base font-medium">
        <ArrowRight aria-hidden className="size-5 shrink-0 text-muted" />
        {fieldOf(routing, "beneficiary")}
      </p>
      <p data-testid="payment-iban" className="mt-2 text-lg tracking-wide">
        {groupedIban(fieldOf(routing, "iban"))}
      </p>
    </section>
  );
}
