import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { renderPage } from "@/components/testing/render";
import { sampleStatus } from "@/components/testing/samples";
import { UsageView } from "@/components/usage/usage-view";
import type { UsageReport } from "@/lib/client/api";
import { MemoryApi } from "@/lib/client/memory-api";

const DAYS = Array.from({ length: 30 }, (_, index) => ({ date: `2026-11-${String(30 - index).padStart(2, "0")}`, calls: index === 0 ? 3 : 0, cost_usd: index === 0 ? 0.0042 : 0 }));

function show(report: UsageReport): void {
  renderPage(<UsageView initial={report} />, new MemoryApi([], { pages: { "/api/usage": report } }));
}

describe("the usage page (FR-P028, P-US8.1)", () => {
  it("tells calls and costs of today, this week and this month", async () => {
    show({ summary: sampleStatus().usage, days: DAYS });
    await screen.findByTestId("usage-chart");
    for (const number of ["12", "$0.41", "$1.20", "$3.50", "$2.00"]) expect(screen.getByText(number)).toBeInTheDocument();
  });

  it("gives the bars' numbers as a table, for 7 days or 30", async () => {
    show({ summary: sampleStatus().usage, days: DAYS });
    await screen.findByTestId("usage-chart");
    expect(screen.getAllByRole("row")).toHaveLength(8);
    expect(screen.getByRole("row", { name: "2026-11-30 3 $0.0042" })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "30 days" }));
    expect(screen.getAllByRole("row")).toHaveLength(31);
  });

  it("says why there is nothing to show without an AI key", () => {
    show({ summary: sampleStatus().usage, days: DAYS.slice(1) });
    expect(screen.getByText(/drafts come from templates and cost nothing/)).toBeInTheDocument();
  });
});
