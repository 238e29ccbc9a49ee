import { screen } from "@testing-library/react";
import { PlanList } from "@/components/plans/plan-list";
import { renderPage } from "@/components/testing/render";
import { MemoryApi } from "@/lib/client/memory-api";
import type { PlanSummary } from "@/lib/types";

const MOVE: PlanSummary = { plan_id: "PLAN_1", objective: "Move the office", status: "executing", done: 2, blocked: 1, total: 5, approval_id: null, updated_at: null };

function show(items: PlanSummary[]): void {
  renderPage(<PlanList initial={{ items }} />, new MemoryApi([], { pages: { "/api/plans": { items } } }));
}

test("a plan tells how far it got, and opens", () => {
  show([MOVE]);
  expect(screen.getByTestId("plan-PLAN_1")).toHaveTextContent("Move the office");
  expect(screen.getByTestId("plan-PLAN_1")).toHaveTextContent("2 of 5 steps, 1 blocked");
  expect(screen.getByTestId("plan-PLAN_1")).toHaveAttribute("href", "/plans/PLAN_1");
});

test("a plan that waits for a yes opens where it can be decided", () => {
  show([{ ...MOVE, status: "awaiting_approval", approval_id: "PLAN_1_approval" }]);
  expect(screen.getByTestId("plan-PLAN_1")).toHaveTextContent("Waits for your yes");
  expect(screen.getByTestId("plan-PLAN_1")).toHaveAttribute("href", "/approvals/plans/PLAN_1_approval");
});

test("without plans the page says what would stand there", () => {
  show([]);
  expect(screen.getByText("No plan")).toBeInTheDocument();
});
