import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { BatchReview } from "@/components/batch/batch-review";
import { renderPage } from "@/components/testing/render";
import { sampleDraft } from "@/components/testing/samples";
import { MemoryApi } from "@/lib/client/memory-api";

/** jsdom lays nothing out; the test says when the end is on the screen. */
let scrollToEnd: () => void = () => undefined;
beforeEach(() => {
  window.scrollBy = () => undefined;
  window.IntersectionObserver = class {
    constructor(callback: IntersectionObserverCallback) {
      scrollToEnd = () => callback([{ isIntersecting: true } as IntersectionObserverEntry], this as unknown as IntersectionObserver);
    }
    observe(): void {}
    disconnect(): void {}
  } as unknown as typeof IntersectionObserver;
});

const drafts = [sampleDraft({ id: "ONE", subject: "Re: One" }), sampleDraft({ id: "TWO", subject: "Re: Two", text: "The whole second text." })];

describe("several drafts at once", () => {
  it("are sent only after their end was on the screen", async () => {
    const { api } = renderPage(<BatchReview drafts={drafts} leftOut={[]} />, new MemoryApi(drafts));
    expect(screen.getByText("The whole second text.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Read on" }));
    expect(api.decisions).toEqual([]);
    act(() => scrollToEnd());
    await userEvent.click(screen.getByRole("button", { name: "Send these 2" }));
    expect(api.decisions.map(({ id, sha256 }) => [id, sha256])).toEqual([["ONE", "a".repeat(64)], ["TWO", "a".repeat(64)]]);
    expect(screen.getByRole("heading", { name: "2 of 2 approved" })).toBeInTheDocument();
  });

  it("tell of each one that was not approved why", async () => {
    const { api } = renderPage(<BatchReview drafts={drafts} leftOut={[]} />, new MemoryApi(drafts));
    api.change("TWO", { text: "Changed in Obsidian." });
    act(() => scrollToEnd());
    await userEvent.click(screen.getByRole("button", { name: "Send these 2" }));
    expect(screen.getByRole("heading", { name: "1 of 2 approved" })).toBeInTheDocument();
    expect(screen.getByText("This draft changed. Look again.")).toBeInTheDocument();
  });

  it("name what has to be decided by itself", () => {
    renderPage(<BatchReview drafts={[]} leftOut={[{ id: "PAY", why: "Invoice: it has to be decided by itself." }]} />);
    expect(screen.getByText("Invoice: it has to be decided by itself.")).toBeInTheDocument();
    expect(screen.queryByTestId("send-batch")).not.toBeInTheDocument();
  });
});
