import { screen } from "@testing-library/react";
import { HealthList } from "@/components/health/health-list";
import { renderPage } from "@/components/testing/render";
import { MemoryApi } from "@/lib/client/memory-api";
import type { HealthRow } from "@/lib/types";

const SMTP: HealthRow = { name: "smtp", state: "down", last_success: "2026-11-21T13:02:00Z", detail: "The mail server refused the password.", remedy: "Set SMTP_PASSWORD anew." };
const AGENT: HealthRow = { name: "local_orchestrator", state: "ok", last_success: "2026-11-21T14:01:55Z", detail: null, remedy: null };

function show(items: HealthRow[]): void {
  renderPage(<HealthList initial={{ items }} />, new MemoryApi([], { pages: { "/api/health": { items } } }));
}

describe("the health of the parts", () => {
  it("tells state, last success, cause and remedy", () => {
    show([SMTP]);
    const row = screen.getByTestId("health-smtp");
    for (const words of ["Outgoing mail", "Offline", "Last worked 1 h ago", "The mail server refused the password.", "Set SMTP_PASSWORD anew."]) expect(row).toHaveTextContent(words);
  });

  it("puts what needs attention first", () => {
    show([AGENT, SMTP]);
    expect(screen.getAllByRole("listitem").map((row) => row.firstElementChild?.getAttribute("data-state"))).toEqual(["down", "ok"]);
    expect(screen.getByText("1 of 2 parts needs attention")).toBeInTheDocument();
  });

  it("says in one sentence that all is well", () => {
    show([AGENT]);
    expect(screen.getByText("Everything works")).toBeInTheDocument();
  });
});
