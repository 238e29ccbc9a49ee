import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ActivityList } from "@/components/activity/activity-list";
import { renderPage } from "@/components/testing/render";
import { MemoryApi } from "@/lib/client/memory-api";
import type { Activity } from "@/lib/types";

const ITEMS: Activity[] = [
  { timestamp: "2026-11-21T14:01:00Z", action_type: "send_email", description: "Reply to Ali was sent", status: "success", draft_id: "EMAIL_DRAFT_1", subject: "Re: Contract" },
  { timestamp: "2026-11-20T09:00:00Z", action_type: "sync", description: "The remote did not answer", status: "failed", draft_id: null, subject: null },
];

function show(items: Activity[]): void {
  renderPage(<ActivityList initial={{ items }} />, new MemoryApi([], { pages: { "/api/activity": { items } } }));
}

describe("the activity", () => {
  it("links what happened to the draft it was about", () => {
    show(ITEMS);
    expect(screen.getByRole("link", { name: "Reply to Ali was sent Re: Contract" })).toHaveAttribute("href", "/approvals/any/EMAIL_DRAFT_1");
  });

  it("is grouped by day", () => {
    show(ITEMS);
    expect(screen.getAllByRole("heading").map((heading) => heading.textContent)).toEqual(["Saturday 21 November", "Friday 20 November"]);
  });

  it("can be searched", async () => {
    show(ITEMS);
    await userEvent.type(screen.getByRole("searchbox", { name: "Search the activity" }), "remote");
    expect(screen.queryByText("Reply to Ali was sent")).not.toBeInTheDocument();
    expect(screen.getByText("The remote did not answer")).toBeInTheDocument();
  });
});
