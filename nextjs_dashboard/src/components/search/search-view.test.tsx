import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { SearchView } from "@/components/search/search-view";
import { renderPage } from "@/components/testing/render";
import { MemoryApi } from "@/lib/client/memory-api";
import type { SearchPage } from "@/lib/types";

const FOUND: SearchPage = { items: [{ id: "ONE", category: "Email", place: "done", status: "sent", subject: "Re: Contract", to: ["ali@acme.com"], to_name: "Ali", at: "2026-11-20T09:00:00Z" }], total: 1 };
const NOTHING: SearchPage = { items: [], total: 0 };

function show(query: string, initial: SearchPage): void {
  renderPage(<SearchView query={query} initial={initial} />, new MemoryApi([], { pages: { "/api/search?q=contract": FOUND, "/api/search?q=contracts": NOTHING } }));
}

describe("the search", () => {
  it("finds while one types, and says what became of each draft", async () => {
    show("", NOTHING);
    await userEvent.type(screen.getByRole("searchbox", { name: "Search all drafts" }), "contract");
    expect(await screen.findByTestId("hit-ONE")).toHaveTextContent("Re: ContractAliSent20 Nov");
    expect(screen.getByTestId("hit-ONE")).toHaveAttribute("href", "/approvals/email/ONE");
  });

  it("says so when nothing holds all the words", () => {
    show("contracts", NOTHING);
    expect(screen.getByText("Nothing found for “contracts”")).toBeInTheDocument();
  });
});
