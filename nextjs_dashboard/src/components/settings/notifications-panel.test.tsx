import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NotificationsPanel } from "@/components/settings/notifications-panel";
import { renderPage } from "@/components/testing/render";
import { deviceLabel } from "@/lib/client/push";
import { MemoryApi } from "@/lib/client/memory-api";
import type { PushDevice } from "@/lib/types";

const PHONE: PushDevice = { id: "0".repeat(16), label: "Chrome on Android", added_at: "2026-11-20T09:00:00Z", last_success: null, problem: "The push service refused (403)." };

function show(devices: PushDevice[]): MemoryApi {
  const api = new MemoryApi([], { pages: { "/api/push": { public_key: "k", devices } } });
  renderPage(<NotificationsPanel initial={{ public_key: "k", devices }} />, api);
  return api;
}

describe("notifications", () => {
  it("say what stands in the way where the page is not on https", () => {
    show([]);
    expect(screen.getByText(/Notifications need https/)).toBeInTheDocument();
    expect(screen.queryByTestId("push-on")).not.toBeInTheDocument();
  });

  it("name each device and why it was not told", () => {
    show([PHONE]);
    expect(screen.getByText("Chrome on Android")).toBeInTheDocument();
    expect(screen.getByText("The push service refused (403).")).toBeInTheDocument();
  });

  it("can be tried", async () => {
    show([PHONE]);
    await userEvent.click(screen.getByRole("button", { name: "Test" }));
    expect(await screen.findByText("Sent. It should ring within seconds.")).toBeInTheDocument();
  });

  it("say in plain words when the try failed", async () => {
    const api = show([PHONE]);
    api.failNext("testDevice", 502, "push_failed", "The push service could not be reached. Is the laptop online?");
    await userEvent.click(screen.getByRole("button", { name: "Test" }));
    expect(await screen.findByText("The push service could not be reached. Is the laptop online?")).toBeInTheDocument();
  });
});

test.each([
  ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131 Mobile Safari/537.36", "Chrome on Android"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Mobile Safari/604", "Safari on iPhone"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux"],
  ["something", "Browser"],
])("%s is shown as %s", (agent, label) => expect(deviceLabel(agent)).toBe(label));
