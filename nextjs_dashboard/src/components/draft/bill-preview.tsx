"use client";

import type { Bill } from "@/lib/client/line-items";

/** The lines of an invoice and what they come to. */
export function BillPreview({ bill, currency }: { bill: Bill; currency: string }) {
  return (
    <section aria-label="Lines and sums" className="mb-4 rounded-2xl border border-line bg-card p-4">
      <ul className="divide-y divide-line text-sm">
        {bill.items.map((line, index) => (
          <li key={index} className="flex justify-between gap-4 py-2 first:pt-0">
            <span className="min-w-0">
              <span className="block font-medium">{line.item}</span>
              <span className="text-muted">
                {line.quantity} × {line.price}
                {line.tax !== null && `, ${line.tax} % tax`}
              </span>
            </span>
            <span className="shrink-0 font-medium">{line.total}</span>
          </li>
        ))}
      </ul>
      <dl className="mt-2 space-y-1 border-t border-line pt-3 text-sm">
        <Sum name="Without tax" value={`${bill.net} ${currency}`} />
        {bill.tax !== null && <Sum name="Tax" value={`${bill.tax} ${currency}`} />}
        <div className="flex justify-between gap-4 text-base font-semibold">
          <dt>Total</dt>
          <dd data-testid="bill-total">{bill.gross === null ? "Odoo adds the tax" : `${bill.gross} ${currency}`}</dd>
        </div>
      </dl>
      {bill.note !== "" && <p className="mt-3 text-sm text-muted whitespace-pre-wrap">{bill.note}</p>}
    </section>
  );
}

function Sum({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
