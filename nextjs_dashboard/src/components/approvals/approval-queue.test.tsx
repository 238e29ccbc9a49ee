import { screen } from "@testing-library/react";
import { ApprovalQueue } from "@/components/approvals/approval-queue";
import { renderPage } from "@/components/testing/render";
import { sampleDraft } from "@/components/testing/samples";
import { EVERYTHING } from "@/lib/queue-filter";
import type { ApprovalPage } from "@/lib/client/api";
import { MemoryApi } from "@/lib/client/memory-api";

const first: ApprovalPage = { items: [sampleDraft({ id: "ONE" })], next_cursor: "c1", total: 2 };
const middle: ApprovalPage = { items: [sampleDraft({ id: "TWO" })], next_cursor: "150", total: 10_000 };

describe("the queue", () => {
  it("shows one page at a time, however many wait", () => {
    renderPage(<ApprovalQueue filter={{ ...EVERYTHING, category: "Email" }} page={3} initial={middle} />, new MemoryApi([], { pages: { "/api/approvals?category=email&cursor=100": middle } }));
    expect(screen.getByText("101–150 of 10,000")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Before" })).toHaveAttribute("href", "/approvals?category=email&page=2");
    expect(screen.getByRole("link", { name: "Next" })).toHaveAttribute("href", "/approvals?category=email&page=4");
  });

  it("leads back from a page behind the last one", () => {
    renderPage(<ApprovalQueue filter={EVERYTHING} page={9} initial={{ items: [], next_cursor: null, total: 60 }} />, new MemoryApi([], { pages: { "/api/approvals?cursor=400": { items: [], next_cursor: null, total: 60 } } }));
    expect(screen.getByText("60 in all")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Before" })).toHaveAttribute("href", "/approvals?page=2");
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
