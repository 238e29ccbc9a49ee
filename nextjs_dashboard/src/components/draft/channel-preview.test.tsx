import { screen } from "@testing-library/react";
import { Addresses } from "@/components/draft/addresses";
import { ChannelPreview } from "@/components/draft/channel-preview";
import { renderPage } from "@/components/testing/render";
import { sampleDraft } from "@/components/testing/samples";

function show(action: string, routing: Record<string, string | string[] | null>, text: string): void {
  renderPage(
    <>
      <Addresses detail={sampleDraft({ action, routing })} />
      <ChannelPreview detail={{ action, routing }} text={text} />
    </>,
  );
}

test("a message stands in a bubble", () => {
  show("send_whatsapp", { chat_id: "c" }, "See you at ten");
  expect(screen.getByRole("region", { name: "As the chat will show it" })).toHaveTextContent("See you at ten");
});

test("a post shows how much of the platform's room it takes, and what is too much", () => {
  show("create_post", { platform: "twitter", link: null, media: ["a.jpg"] }, "x".repeat(290));
  expect(screen.getByTestId("post-length")).toHaveTextContent("10 too many");
  expect(screen.getByRole("region", { name: "As X will show it" })).toHaveTextContent("a.jpg");
});

test("an invoice shows its sums, and says where Odoo adds the tax", () => {
  show("create_invoice", { currency: "EUR" }, "| Item | Quantity | Unit price | Tax % |\n|---|---|---|---|\n| Bracket | 12 | 8.50 | |");
  expect(screen.getByText("102.00 EUR")).toBeInTheDocument();
  expect(screen.getByTestId("bill-total")).toHaveTextContent("Odoo adds the tax");
});

test("a payment shows sum, name and account", () => {
  show("create_payment", { amount: "1240", currency: "EUR", beneficiary: "Acme GmbH", iban: "DE89370400440532013000" }, "");
  expect(screen.getByTestId("payment-amount")).toHaveTextContent("1240 EUR");
  expect(screen.queryByText("IBAN")).not.toBeInTheDocument(); // not twice
  expect(screen.getByTestId("payment-iban")).toHaveTextContent("DE89 3704 0044 0532 0130 00");
});

test("an event shows day, hours, time zone, place and who is invited, each once", () => {
  show("create_event", { title: "Kick-off", start: "2026-11-23T15:00", end: "2026-11-23T16:30", timezone: "Europe/Berlin", location: "Room 4", attendees: ["ali@acme.example", "zoe@acme.example"], account: "me" }, "Agenda");
  const event = screen.getByRole("region", { name: "Event" });
  for (const words of ["Kick-off", "Monday 23 November 2026", "15:00 – 16:30", "Europe/Berlin", "Room 4", "ali@acme.example", "zoe@acme.example"]) expect(event).toHaveTextContent(words);
  expect(screen.getByTestId("routing")).toHaveTextContent(/^Accountme$/);
});

test("an event of whole days has no time zone, and one that is broken shows what its file says", () => {
  show("create_event", { title: "Fair", start: "2026-12-01", end: "2026-12-01", timezone: "Europe/Berlin", location: null, attendees: [] }, "");
  expect(screen.getByRole("region", { name: "Event" })).toHaveTextContent(/^FairTuesday 1 December 2026All dayNobody is invited$/);
  show("create_event", { title: "Talk", start: "tomorrow", end: "", timezone: null, location: null, attendees: [] }, "");
  expect(screen.getByText("tomorrow –")).toBeInTheDocument();
});

test("a mail needs no other look", () => {
  show("send_email", { to: ["a@b.example"] }, "Hello");
  expect(screen.queryByRole("region", { name: /As/ })).not.toBeInTheDocument();
});
