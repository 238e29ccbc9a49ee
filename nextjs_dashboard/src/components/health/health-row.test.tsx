import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HealthList } from "@/components/health/health-list";
import { renderPage } from "@/components/testing/render";
import { MemoryApi } from "@/lib/client/memory-api";
import type { HealthRow } from "@/lib/types";

const SMTP: HealthRow = { name: "smtp", state: "down", last_success: "2026-11-21T13:02:00Z", detail: "The mail server refused the password.", remedy: "Set SMTP_PASSWORD anew.", testable: true };
const AGENT: HealthRow = { name: "local_orchestrator", state: "ok", last_success: "2026-11-21T14:01:55Z", detail: null, remedy: null, testable: true };

function show(items: HealthRow[]): MemoryApi {
  const api = new MemoryApi([], { pages: { "/api/health": { items } } });
  renderPage(<HealthList initial={{ items }} />, api);
  return api;
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

  it("tests one part on demand and says what came of it", async () => {
    show([AGENT, SMTP]);
    await userEvent.click(screen.getByRole("button", { name: "Test Outgoing mail" }));
    expect(screen.getByTestId("health-smtp")).toHaveTextContent("Tested just now: offline.");
  });

  it("says in plain words when the test itself did not work, and offers none where it makes no sense", async () => {
    const api = show([AGENT, { ...SMTP, name: "malformed_files", testable: false }]);
    api.failNext("testPart", 0, "no_answer", "The dashboard does not answer.");
    await userEvent.click(screen.getByRole("button", { name: /^Test/ }));
    expect(screen.getByTestId("health-local_orchestrator")).toHaveTextContent("The dashboard does not answer.");
  });

  it("says in one sentence that all is well", () => {
    show([AGENT]);
    expect(screen.getByText("Everything works")).toBeInTheDocument();
  });
});
