import { screen, within } from "@testing-library/react";
import { OutboxList } from "@/components/outbox/outbox-list";
import { renderPage } from "@/components/testing/render";
import { sampleOutboxItem } from "@/components/testing/samples";
import { MemoryApi } from "@/lib/client/memory-api";
import type { OutboxItem } from "@/lib/types";

function show(items: OutboxItem[]): void {
  renderPage(<OutboxList initial={{ items }} />, new MemoryApi([], { pages: { "/api/outbox": { items } } }));
}

describe("the outbox", () => {
  it("tells where every approved draft is", () => {
    show([sampleOutboxItem({ id: "A", state: "in_flight", claimed_at: "2026-11-21T14:01:59Z" }), sampleOutboxItem({ id: "B", state: "projected", sent_at: "2026-11-21T14:01:00Z" })]);
    expect(within(screen.getByTestId("outbox-A")).getByTestId("execution-state")).toHaveTextContent("Sending…");
    expect(within(screen.getByTestId("outbox-B")).getByTestId("execution-state")).toHaveTextContent(/^Sent ✓ \d\d:\d\d$/);
  });

  it("says when the next try is after a passing failure", () => {
    show([sampleOutboxItem({ state: "failed", error: "The mail server is busy.", next_try: "2026-11-21T14:02:10Z" })]);
    expect(screen.getByTestId("execution-state")).toHaveTextContent("Not sent yet; next try in 10 s");
    expect(screen.getByText("The mail server is busy.")).toBeInTheDocument();
  });

  it("says that an approved draft waits for the agent when nothing takes it", () => {
    show([sampleOutboxItem({ approved_at: "2026-11-21T13:59:00Z" })]);
    expect(screen.getByTestId("execution-state")).toHaveTextContent("Sends when the agent is back");
  });

  it("says what belongs here when it is empty", () => {
    show([]);
    expect(screen.getByText("Nothing was sent yet")).toBeInTheDocument();
  });
});
