import type { ComponentType } from "react";
import { EventPreview } from "@/components/draft/event-preview";
import { PaymentPreview } from "@/components/draft/payment-preview";
import { routingRows } from "@/lib/client/acts";
import type { ApprovalDetail } from "@/lib/types";

type Routing = NonNullable<ApprovalDetail["routing"]>;

/** Where the draft goes, in full: nothing here is ever shortened. */
export function Addresses({ detail }: { detail: ApprovalDetail }) {
  const shown = PREVIEWED.get(detail.action);
  if (shown && detail.routing) {
    return (
      <>
        <shown.Preview routing={detail.routing} />
        <RoutingFacts routing={without(detail.routing, shown.fields)} />
      </>
    );
  }
  if (detail.action !== "send_email") return detail.routing ? <RoutingFacts routing={detail.routing} /> : null;
  return (
    <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 rounded-2xl border border-line bg-card p-4 text-sm">
      <Row name="From" values={[detail.account ?? "Your default account"]} />
      <Row name="To" values={detail.to.length > 0 ? named(detail) : ["Nobody"]} />
      <Row name="Cc" values={detail.cc} />
      <Row name="Bcc" values={detail.bcc} />
    </dl>
  );
}

/** What shows a draft's fields in a form of its own; those that it leaves out stand below it. */
const PREVIEWED = new Map<string, { Preview: ComponentType<{ routing: Routing }>; fields: string[] }>([
  ["create_payment", { Preview: PaymentPreview, fields: ["amount", "currency", "beneficiary", "iban"] }],
  ["create_event", { Preview: EventPreview, fields: ["title", "start", "end", "timezone", "location", "attendees"] }],
]);

function without(routing: Routing, shown: string[]): Routing {
  return Object.fromEntries(Object.entries(routing).filter(([key]) => !shown.includes(key)));
}

/** What goes out beside the text on any other channel: chat, account, amount, IBAN, pictures. */
function RoutingFacts({ routing }: { routing: Routing }) {
  const rows = routingRows(routing);
  if (rows.length === 0) return null;
  return (
    <dl data-testid="routing" className="mb-4 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 rounded-2xl border border-line bg-card p-4 text-sm">
      {rows.map(({ name, values }) => (
        <Row key={name} name={name} values={values} />
      ))}
    </dl>
  );
}

function named(detail: ApprovalDetail): string[] {
  const [first = "", ...others] = detail.to;
  return detail.to_name ? [`${detail.to_name} <${first}>`, ...others] : detail.to;
}

function Row({ name, values }: { name: string; values: string[] }) {
  if (values.length === 0) return null;
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 font-medium">
        {values.map((value, index) => (
          <span key={index} className="block">
            {value}
          </span>
        ))}
      </dd>
    </>
  );
}
