import { actOf, routingRows } from "@/lib/client/acts";
import { sampleDraft } from "@/components/testing/samples";

test.each([
  ["send_whatsapp", { chat_id: "c" }, ["Ali Khan"], "Send to Ali Khan"],
  ["create_post", { platform: "twitter" }, [], "Post on X"],
  ["create_payment", { amount: "120.50", currency: "EUR" }, [], "Prepare payment of 120.50 EUR"],
  ["create_event", { attendees: [] }, [], "Put into your calendar"],
  ["create_event", { attendees: ["ali@acme.example"] }, [], "Create event, invite ali@acme.example"],
  ["create_event", { attendees: ["ali@acme.example", "bo@acme.example"] }, [], "Create event, invite 2 people"],
  ["create_invoice", {}, [], "Create draft invoice"],
  ["something_new", {}, [], "Approve: something new"],
])("%s is named as what it does", (action, routing, to, words) => {
  expect(actOf(sampleDraft({ action, routing, to }), false)).toBe(words);
});

test("everything that goes out beside the text is shown, with plain names", () => {
  const rows = routingRows({ action: "create_payment", amount: "120.50", beneficiary: "Acme GmbH", bic: null, currency: "EUR", iban: "DE89 3704", method: "pain001", date: null });
  expect(rows.map(({ name, values }) => `${name}: ${values.join(", ")}`)).toEqual(["Amount: 120.50", "To: Acme GmbH", "Currency: EUR", "IBAN: DE89 3704", "How: As a file for your bank"]);
});
