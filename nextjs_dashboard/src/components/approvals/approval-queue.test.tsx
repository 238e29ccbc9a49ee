import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ApprovalQueue } from "@/components/approvals/approval-queue";
import { renderPage } from "@/components/testing/render";
import { sampleDraft } from "@/components/testing/samples";
import { EVERYTHING } from "@/lib/queue-filter";
import type { ApprovalPage } from "@/lib/client/api";
import { MemoryApi } from "@/lib/client/memory-api";

const first: ApprovalPage = { items: [sampleDraft({ id: "ONE" })], next_cursor: "c1", total: 2 };
const second: ApprovalPage = { items: [sampleDraft({ id: "TWO" })], next_cursor: null, total: 2 };

describe("the queue", () => {
  it("shows the next page on demand", async () => {
    renderPage(<ApprovalQueue filter={EVERYTHING} initial={first} />, new MemoryApi([], { pages: { "/api/approvals": first, "/api/approvals?cursor=c1": second } }));
    expect(screen.queryByTestId("card-TWO")).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Show more" }));
    expect(await screen.findByTestId("card-TWO")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Show more" })).not.toBeInTheDocument();
  });

  it("shows only the first ones on the home page, and the way to the rest", () => {
    const many: ApprovalPage = { items: ["ONE", "TWO", "THREE"].map((id) => sampleDraft({ id })), next_cursor: null, total: 3 };
    renderPage(<ApprovalQueue filter={EVERYTHING} initial={many} limit={2} />, new MemoryApi([], { pages: { "/api/approvals": many } }));
    expect(screen.getByTestId("card-TWO")).toBeInTheDocument();
    expect(screen.queryByTestId("card-THREE")).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Show all 3 waiting" })).toHaveAttribute("href", "/approvals");
  });

  it("says what happens next when nothing waits", () => {
    renderPage(<ApprovalQueue filter={EVERYTHING} initial={{ items: [], next_cursor: null, total: 0 }} />);
    expect(screen.getByText("Nothing waits for you")).toBeInTheDocument();
    expect(screen.getByText(/its draft appears here by itself/)).toBeInTheDocument();
  });

  it("keeps what it showed, and says so, when the server does not answer", async () => {
    const api = new MemoryApi([], { pages: { "/api/approvals": first } });
    api.failNext("read", 0, "no_answer", "The dashboard does not answer.");
    renderPage(<ApprovalQueue filter={EVERYTHING} initial={first} />, api);
    expect(await screen.findByText("The dashboard does not answer.")).toBeInTheDocument();
    expect(screen.getByTestId("card-ONE")).toBeInTheDocument();
  });
});
