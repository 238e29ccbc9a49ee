import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ApprovalQueue } from "@/components/approvals/approval-queue";
import { SelectionProvider } from "@/components/approvals/selection";
import { SelectButton, SelectionBar } from "@/components/approvals/selection-bar";
import { renderPage, type Rendered } from "@/components/testing/render";
import { sampleDraft } from "@/components/testing/samples";
import type { ApprovalPage } from "@/lib/client/api";
import { MemoryApi } from "@/lib/client/memory-api";
import { EVERYTHING } from "@/lib/queue-filter";

function show(): Rendered {
  const page: ApprovalPage = { items: [sampleDraft({ id: "ONE" }), sampleDraft({ id: "TWO" }), sampleDraft({ id: "PAY", risk: ["money"], batchable: false })], next_cursor: null, total: 3 };
  const queue = (
    <SelectionProvider>
      <SelectButton many />
      <ApprovalQueue filter={EVERYTHING} initial={page} />
      <SelectionBar />
    </SelectionProvider>
  );
  return renderPage(queue, new MemoryApi([], { pages: { "/api/approvals": page } }));
}

describe("choosing several drafts", () => {
  it("leads to a page that shows them in full", async () => {
    const { visited } = show();
    await userEvent.click(screen.getByRole("button", { name: "Select several" }));
    await userEvent.click(screen.getByTestId("choose-ONE"));
    await userEvent.click(screen.getByTestId("choose-TWO"));
    await userEvent.click(screen.getByRole("button", { name: "Read these 2" }));
    expect(visited).toEqual(["/approvals/batch?ids=ONE,TWO"]);
  });

  it("is not offered for money and first-time recipients", async () => {
    show();
    await userEvent.click(screen.getByRole("button", { name: "Select several" }));
    expect(screen.getByTestId("choose-PAY")).toBeDisabled();
    expect(screen.getByText("Only by itself: open it to decide.")).toBeInTheDocument();
  });

  it("ends with the cards as they were", async () => {
    show();
    await userEvent.click(screen.getByRole("button", { name: "Select several" }));
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.getByTestId("card-ONE")).toHaveAttribute("href", "/approvals/email/ONE");
  });
});
