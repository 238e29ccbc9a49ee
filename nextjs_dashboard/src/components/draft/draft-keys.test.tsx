import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { toast } from "sonner";
import { DraftReview } from "@/components/draft/draft-review";
import { ShortcutHelp } from "@/components/keyboard/shortcut-help";
import { renderPage, type Rendered } from "@/components/testing/render";
import { sampleDraft } from "@/components/testing/samples";
import { MemoryApi } from "@/lib/client/memory-api";
import type { ApprovalDetail } from "@/lib/types";

function open(changes: Partial<ApprovalDetail> = {}): Rendered {
  const draft = sampleDraft({ id: "ONE", ...changes });
  const page = (
    <>
      <DraftReview initial={draft} />
      <ShortcutHelp />
    </>
  );
  return renderPage(page, new MemoryApi([draft, sampleDraft({ id: "TWO" })], { password: "right" }));
}

afterEach(() => void toast.dismiss());

describe("the keys of a draft", () => {
  it("approve when A is pressed twice, and say so after the first", async () => {
    const { api } = open();
    await userEvent.keyboard("a");
    expect(screen.getByRole("button", { name: "Press A again: Send to ali@acme.com" })).toBeInTheDocument();
    expect(api.decisions).toEqual([]);
    await userEvent.keyboard("a");
    await waitFor(() => expect(api.decisions).toMatchObject([{ decision: "approve", id: "ONE" }]));
  });

  it("ask for the password all the same", async () => {
    const { api } = open({ needs_password: true, risk: ["money"] });
    await userEvent.keyboard("aa");
    expect(screen.getByRole("dialog", { name: "Your password, please" })).toBeInTheDocument();
    expect(api.decisions).toEqual([]);
  });

  it("do nothing while the text is being typed, and beside Ctrl", async () => {
    const { api } = open();
    await userEvent.keyboard("{Control>}aa{/Control}");
    await userEvent.keyboard("e");
    expect(screen.getByTestId("draft-text")).toHaveFocus();
    await userEvent.keyboard("aar");
    expect(api.decisions).toEqual([]);
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("open the sheets to reject and to snooze, and the next draft", async () => {
    const { visited } = open();
    await userEvent.keyboard("r");
    expect(screen.getByRole("dialog", { name: "Reject this draft?" })).toBeInTheDocument();
    await userEvent.keyboard("{Escape}");
    await userEvent.keyboard("z");
    expect(screen.getByRole("dialog", { name: "Snooze until when?" })).toBeInTheDocument();
    await userEvent.keyboard("{Escape}");
    await userEvent.keyboard("j");
    await waitFor(() => expect(visited).toEqual(["/approvals/email/TWO"]));
  });

  it("are listed behind the question mark", async () => {
    open();
    await userEvent.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeInTheDocument();
    expect(screen.getByText("Approve: press twice")).toBeInTheDocument();
  });
});

describe("other ends of a draft", () => {
  it("another version is asked for with the reason", async () => {
    const { api } = open();
    await userEvent.click(screen.getByTestId("reject"));
    await userEvent.click(screen.getByRole("button", { name: "Too long" }));
    await userEvent.click(screen.getByRole("button", { name: "Ask for another version" }));
    await waitFor(() => expect(api.redrafts).toEqual([{ id: "ONE", reason: "Too long" }]));
    expect(await screen.findByText(/Another version is asked for/)).toBeInTheDocument();
  });

  it("no other version is offered where no mail is answered", async () => {
    open({ original_id: null });
    await userEvent.click(screen.getByTestId("reject"));
    expect(screen.queryByTestId("redraft")).not.toBeInTheDocument();
  });

  it("a snoozed draft leaves for the next one", async () => {
    const { api, visited } = open();
    await userEvent.click(screen.getByRole("button", { name: "Snooze" }));
    await userEvent.click(screen.getByRole("button", { name: /^1 hour/ }));
    await waitFor(() => expect(visited).toHaveLength(1));
    expect((await api.read<ApprovalDetail>("/api/approvals/ONE")).snoozed_until).toBe("2026-11-21T15:02:00.000Z");
  });

  it("a snoozed draft says so, and comes back on demand", async () => {
    const { api } = open({ snoozed_until: "2026-11-22T09:00:00Z" });
    await userEvent.click(screen.getByRole("button", { name: "Back to the queue now" }));
    await waitFor(async () => expect((await api.read<ApprovalDetail>("/api/approvals/ONE")).snoozed_until).toBeNull());
  });
});
