import { screen } from "@testing-library/react";
import { WhatsAppCodeNotice } from "@/components/draft/whatsapp-code";
import { renderPage } from "@/components/testing/render";
import { sampleDraft } from "@/components/testing/samples";
import { MemoryApi } from "@/lib/client/memory-api";

function open(expires_at: string | null): void {
  const draft = sampleDraft({ whatsapp_code: expires_at === null ? null : { code: "482913", expires_at } });
  renderPage(<WhatsAppCodeNotice detail={draft} />, new MemoryApi([draft]));
}

it("shows the code in two groups while it counts", () => {
  open("2999-01-01T00:00:00Z");
  expect(screen.getByRole("note", { name: "Code for WhatsApp" })).toHaveTextContent("Code for WhatsApp: 482 913");
});

it.each([["none was asked for", null], ["it has expired", "2020-01-01T00:00:00Z"]])("shows nothing where %s", (_words, expires) => {
  open(expires);
  expect(screen.queryByText(/Code for WhatsApp/)).not.toBeInTheDocument();
});
