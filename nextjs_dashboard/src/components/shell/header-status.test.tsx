import { screen } from "@testing-library/react";
import { HeaderStatus } from "@/components/shell/header-status";
import { renderPage } from "@/components/testing/render";
import { sampleStatus } from "@/components/testing/samples";
import { MemoryApi } from "@/lib/client/memory-api";
import type { Status } from "@/lib/types";

function show(status: Status): HTMLElement {
  renderPage(<HeaderStatus initial={status} />, new MemoryApi([], { pages: { "/api/status": status } }));
  return screen.getByTestId("header-status");
}

describe("the header", () => {
  it("tells in one line what waits, how fresh it is and what it cost", () => {
    expect(show(sampleStatus())).toHaveTextContent("3 waiting · laptop synced 12 s ago · $0.41 / $2.00");
  });

  it("leads to the health page", () => {
    expect(show(sampleStatus())).toHaveAttribute("href", "/health");
  });

  it("does not pretend to be synced when it never was", () => {
    expect(show(sampleStatus({ sync: { state: "unknown", last_pull: null, last_push: null, ahead: 0, behind: 0 } }))).toHaveTextContent("not synced yet");
  });

  it("says that the sync is offline", () => {
    expect(show(sampleStatus({ sync: { state: "offline", last_pull: "2026-11-21T12:02:00Z", last_push: null, ahead: 3, behind: 0 } }))).toHaveTextContent("sync offline, last synced 2 h ago");
  });
});
