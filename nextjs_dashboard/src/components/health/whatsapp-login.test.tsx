import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HealthList } from "@/components/health/health-list";
import { NOW } from "@/components/testing/samples";
import { renderPage } from "@/components/testing/render";
import { MemoryApi } from "@/lib/client/memory-api";
import type { HealthRow, WhatsAppLogin } from "@/lib/types";

const LINK: HealthRow = { name: "whatsapp_watcher", state: "degraded", last_success: null, detail: "Not linked.", remedy: null, testable: true, needs_login: true };
const CODE: WhatsAppLogin = { state: "code", picture: "data:image/png;base64,iVBORw0KGgo=", expires_at: new Date(NOW + 10_000).toISOString() };

async function asked(login: WhatsAppLogin): Promise<MemoryApi> {
  const api = new MemoryApi([], { pages: { "/api/health": { items: [LINK] }, "/api/whatsapp/login": login } });
  renderPage(<HealthList initial={{ items: [LINK] }} />, api);
  expect(screen.queryByRole("img")).not.toBeInTheDocument(); // nobody sees a code who did not ask for it
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
  return api;
}

test("the code comes with the steps, once it is asked for", async () => {
  await asked(CODE);
  expect(await screen.findByRole("img", { name: /QR code/ })).toHaveAttribute("src", CODE.picture);
  expect(screen.getByText("Linked devices")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Hide the code" }));
  expect(screen.queryByRole("img", { name: /QR code/ })).not.toBeInTheDocument();
});

test("a code that lapsed is not shown", async () => {
  await asked({ ...CODE, expires_at: new Date(NOW - 1).toISOString() });
  expect(await screen.findByText("Waiting for a code…")).toBeInTheDocument();
  expect(screen.queryByRole("img", { name: /QR code/ })).not.toBeInTheDocument();
});

test("a process that does not run is told as such", async () => {
  await asked({ state: "off", picture: null, expires_at: null });
  expect(await screen.findByText(/does not run on the laptop/)).toBeInTheDocument();
});

test("a refusal is shown, and the button stays", async () => {
  const api = new MemoryApi([], { pages: { "/api/health": { items: [LINK] } } });
  renderPage(<HealthList initial={{ items: [LINK] }} />, api);
  api.failNext("beginWhatsAppLogin", 404, "gone", "The WhatsApp link has never run on this laptop.");
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("has never run");
  expect(screen.getByRole("button", { name: "Log in" })).toBeInTheDocument();
});

test("a note that needs the owner says what happened and what to do", () => {
  const finding = { id: "FINDING_1", code: "task_failed", severe: false, problem: "The mail could not be drafted.", remedy: "Answer this one yourself.", at: null };
  const items: HealthRow[] = [];
  renderPage(<HealthList initial={{ items, findings: [finding, { ...finding, id: "FINDING_2", code: "new_kind" }] }} />, new MemoryApi([], { pages: { "/api/health": { items, findings: [finding] } } }));
  expect(screen.getByTestId("finding-task_failed")).toHaveTextContent("A task could not be drafted");
  expect(screen.getByTestId("finding-task_failed")).toHaveTextContent("What to do: Answer this one yourself.");
  expect(screen.getByTestId("finding-new_kind")).toHaveTextContent("New kind");
});
