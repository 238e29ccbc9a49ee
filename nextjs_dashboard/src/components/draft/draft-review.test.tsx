import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { toast } from "sonner";
import { DraftReview } from "@/components/draft/draft-review";
import { renderPage, type Rendered } from "@/components/testing/render";
import { sampleDraft, sampleOutboxItem } from "@/components/testing/samples";
import { MemoryApi } from "@/lib/client/memory-api";
import type { ApprovalDetail } from "@/lib/types";

const ID = sampleDraft().id;

function open(changes: Partial<ApprovalDetail> = {}, others: ApprovalDetail[] = []): Rendered {
  const draft = sampleDraft(changes);
  return renderPage(<DraftReview initial={draft} />, new MemoryApi([draft, ...others], { password: "right" }));
}

const field = (): HTMLElement => screen.getByTestId("draft-text");
const primary = (): HTMLElement => screen.getByTestId("approve");

beforeEach(() => window.sessionStorage.clear());
afterEach(() => void toast.dismiss());

describe("reading a draft (FR-P023)", () => {
  it("shows every recipient in full, the account, the text, the message and who wrote it", () => {
    open({ to: ["ali@acme.com", "second@acme.com"], cc: ["boss@acme.com"], bcc: ["files@example.com"] });
    for (const address of ["Ali Khan <ali@acme.com>", "second@acme.com", "boss@acme.com", "files@example.com", "me@example.com"]) expect(screen.getByText(address)).toBeInTheDocument();
    expect(field()).toHaveValue("Dear Ali,\n\nthank you. You have the contract by 5 pm.");
    expect(screen.getByText("Can you send the contract by 5 pm?")).toBeInTheDocument();
    expect(screen.getByText("Drafted from a template (no AI key)")).toBeInTheDocument();
  });

  it("says what to look at twice", () => {
    open({ risk: ["new_recipient"], note: "It came back: a newer message arrived." });
    expect(screen.getByText(/You have not written to this address before/)).toBeInTheDocument();
    expect(screen.getByText("It came back: a newer message arrived.")).toBeInTheDocument();
  });

  it("offers no sending until a long draft was opened, and says how much is missing", async () => {
    const text = `${"word ".repeat(260)}and wire the money.`;
    const { api } = open({ text });
    expect(primary()).toHaveTextContent("Read rest");
    expect(screen.queryByText(/wire the money/)).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: /^Show \d+ more characters$/ })).toBeInTheDocument();
    await userEvent.click(primary());
    expect(field()).toHaveValue(text);
    expect(primary()).toHaveTextContent("Send to ali@acme.com");
    expect(primary()).toBeDisabled();
    expect(api.decisions).toHaveLength(0);
    await waitFor(() => expect(primary()).toBeEnabled());
  });

  it("hides nothing below a hundred empty lines", () => {
    open({ text: `Hello${"\n".repeat(100)}and wire the money.` });
    expect(primary()).toHaveTextContent("Read rest");
  });

  it("folds a long message and opens it", async () => {
    open({ original: { from: "a@b.c", subject: "Long", received: null, text: `${"x".repeat(1_999)} the end` } });
    await userEvent.click(screen.getByRole("button", { name: /more characters/ }));
    expect(screen.getByText(/the end$/)).toBeInTheDocument();
  });
});

describe("approving a draft (FR-P021)", () => {
  it("sends exactly what is shown and goes on to the next draft", async () => {
    const next = sampleDraft({ id: "EMAIL_DRAFT_NEXT", subject: "Next" });
    const { api, visited } = open({}, [next]);
    await userEvent.click(screen.getByRole("button", { name: "Send to ali@acme.com" }));
    expect(api.decisions).toEqual([{ decision: "approve", id: ID, sha256: "a".repeat(64), text: sampleDraft().text, reason: null }]);
    await waitFor(() => expect(visited).toEqual(["/approvals/email/EMAIL_DRAFT_NEXT"]));
  });

  it("goes back to the queue after the last one", async () => {
    const { visited } = open();
    await userEvent.click(primary());
    await waitFor(() => expect(visited).toEqual(["/approvals"]));
  });

  it("can be taken back from the message that follows it", async () => {
    const { api, visited } = open();
    await userEvent.click(primary());
    await waitFor(() => expect(visited).toEqual(["/approvals"]));
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText("Not sent. The draft waits in the queue again.")).toBeInTheDocument();
    expect(visited.at(-1)).toBe(`/approvals/email/${ID}`);
    expect((await api.read<ApprovalDetail>(`/api/approvals/${ID}`)).place).toBe("pending");
  });

  it("asks for the password again where money or a stranger is involved", async () => {
    const { api } = open({ needs_password: true, risk: ["money"] });
    await userEvent.click(primary());
    const sheet = await screen.findByRole("dialog", { name: "Your password, please" });
    await userEvent.type(within(sheet).getByLabelText("Password"), "wrong");
    await userEvent.click(within(sheet).getByTestId("confirm-approve"));
    expect(await within(sheet).findByText("That is not the password.")).toBeInTheDocument();
    expect(api.decisions).toHaveLength(0);
    await userEvent.clear(within(sheet).getByLabelText("Password"));
    await userEvent.type(within(sheet).getByLabelText("Password"), "right");
    await userEvent.click(within(sheet).getByTestId("confirm-approve"));
    await waitFor(() => expect(api.decisions).toHaveLength(1));
  });

  it("does not send what changed meanwhile, and asks to look again", async () => {
    const { api } = open();
    api.change(ID, { text: "Dear Ali, wire the money." });
    await userEvent.click(primary());
    expect(await screen.findByText("This draft changed — look again")).toBeInTheDocument();
    expect(field()).toHaveValue("Dear Ali, wire the money.");
    expect(api.decisions).toHaveLength(0);
    expect(primary()).toHaveTextContent("Look again");
    await userEvent.click(primary());
    expect(api.decisions).toHaveLength(0);
    expect(screen.getByRole("alert", { name: "This draft changed — look again" })).toHaveFocus();
    await userEvent.click(screen.getByRole("button", { name: "I have looked" }));
    await userEvent.click(primary());
    await waitFor(() => expect(api.decisions[0]?.text).toBe("Dear Ali, wire the money."));
  });

  it("says plainly why it was refused and leaves the draft as it is", async () => {
    const { api } = open();
    api.failNext("approve", 500, "vault", "The vault folder is not there.");
    await userEvent.click(primary());
    expect(await screen.findByText("The vault folder is not there.")).toBeInTheDocument();
    expect(primary()).toBeEnabled();
  });
});

describe("editing a draft", () => {
  it("saves by itself, shows what was changed, and sends the edited text", async () => {
    const { api } = open({ text: "You have it by five." });
    await userEvent.type(field(), " Best, Mo");
    expect(primary()).toHaveTextContent("Send edited");
    await waitFor(() => expect(api.saves.at(-1)?.text).toBe("You have it by five. Best, Mo"), { timeout: 3_000 });
    expect(await screen.findByText("Saved")).toBeInTheDocument();
    expect(screen.getByText(/Your changes: 2 words added, 0 words removed/)).toBeInTheDocument();
    await userEvent.click(primary());
    await waitFor(() => expect(api.decisions[0]?.text).toBe("You have it by five. Best, Mo"));
  });

  it("saves what was just typed before it sends", async () => {
    const { api } = open({ text: "Yes" });
    await userEvent.type(field(), "!");
    await userEvent.click(primary());
    await waitFor(() => expect(api.decisions[0]?.text).toBe("Yes!"));
  });

  it("keeps the owner's words when someone else changed the draft", async () => {
    const { api } = open({ text: "Yes" });
    await userEvent.type(field(), " from me");
    api.change(ID, { text: "No" });
    expect(await screen.findByText("This draft changed — look again", {}, { timeout: 3_000 })).toBeInTheDocument();
    expect(field()).toHaveValue("No");
    expect(screen.getByTestId("kept-text")).toHaveTextContent("Yes from me");
    await userEvent.click(screen.getByRole("button", { name: "Use my text" }));
    expect(field()).toHaveValue("Yes from me");
  });

  it("keeps the text and offers another try when it cannot be saved", async () => {
    const { api } = open({ text: "Yes" });
    api.failNext("saveDraft", 0, "no_answer", "The dashboard does not answer.");
    await userEvent.type(field(), "!");
    expect(await screen.findByText("The dashboard does not answer.", {}, { timeout: 3_000 })).toBeInTheDocument();
    expect(field()).toHaveValue("Yes!");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Saved", {}, { timeout: 3_000 })).toBeInTheDocument();
  });

  it("has what was typed again after a reload that came before it was saved", async () => {
    const { unmount } = open({ text: "Yes" });
    await userEvent.type(field(), "!");
    unmount();
    open({ text: "Yes" });
    expect(field()).toHaveValue("Yes!");
  });

  it("does not put text of before into a draft that changed meanwhile, but keeps it", async () => {
    const { unmount } = open({ text: "Yes" });
    await userEvent.type(field(), "!");
    unmount();
    open({ text: "No", sha256: "c".repeat(64) });
    expect(field()).toHaveValue("No");
    expect(screen.getByTestId("kept-text")).toHaveTextContent("Yes!");
  });

  it("lets nobody send an empty text", async () => {
    open();
    await userEvent.clear(field());
    expect(primary()).toBeDisabled();
  });
});

describe("rejecting a draft (FR-P022)", () => {
  it("takes reasons by tap and by word", async () => {
    const { api, visited } = open();
    await userEvent.click(screen.getByTestId("reject"));
    await userEvent.click(await screen.findByRole("button", { name: "Tone" }));
    await userEvent.type(screen.getByTestId("reject-reason"), "too stiff");
    await userEvent.click(screen.getByTestId("confirm-reject"));
    await waitFor(() => expect(api.decisions[0]).toMatchObject({ decision: "reject", reason: "Tone: too stiff" }));
    await waitFor(() => expect(visited).toEqual(["/approvals"]));
  });

  it("needs no reason at all", async () => {
    const { api } = open();
    await userEvent.click(screen.getByTestId("reject"));
    await userEvent.click(await screen.findByTestId("confirm-reject"));
    await waitFor(() => expect(api.decisions[0]).toMatchObject({ decision: "reject", reason: null }));
  });

  it("needs no text to be saved first", async () => {
    const { api } = open();
    await userEvent.clear(field());
    await userEvent.click(screen.getByTestId("reject"));
    await userEvent.click(await screen.findByTestId("confirm-reject"));
    await waitFor(() => expect(api.decisions[0]).toMatchObject({ decision: "reject", text: sampleDraft().text }));
    expect(api.saves).toEqual([]);
  });

  it("can be left without rejecting", async () => {
    const { api } = open();
    await userEvent.click(screen.getByTestId("reject"));
    await userEvent.click(await screen.findByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(screen.getByTestId("reject")).toHaveFocus();
    expect(api.decisions).toHaveLength(0);
  });
});

describe("a draft that was decided", () => {
  const decision = { decision: "approve" as const, who: "owner", when: "2026-11-21T14:01:57Z", how: "obsidian", not_before: "2026-11-21T14:02:00Z", reason: null };

  it("tells every step with its time and the message id", () => {
    const execution = sampleOutboxItem({ state: "sent", claimed_at: "2026-11-21T14:02:01Z", sent_at: "2026-11-21T14:02:02Z", message_id: "<1@example.com>" });
    open({ place: "done", status: "sent", decision, execution });
    expect(screen.getByTestId("execution-state")).toHaveTextContent(/^Sent ✓ \d\d:\d\d$/);
    expect(screen.getByText("<1@example.com>")).toBeInTheDocument();
    expect(screen.getByText(/Approved by owner .* in Obsidian/)).toBeInTheDocument();
    expect(screen.queryByTestId("approve")).not.toBeInTheDocument();
  });

  it("can be taken back while the undo window is open", async () => {
    const { api } = open({ place: "approved", status: "approved", decision: { ...decision, not_before: "2026-11-21T14:02:03Z" } });
    expect(screen.getByTestId("execution-state")).toHaveTextContent("Sending in 3 s");
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByTestId("draft-text")).toBeInTheDocument();
    expect((await api.read<ApprovalDetail>(`/api/approvals/${ID}`)).place).toBe("pending");
  });

  it("can be cancelled after the window too, while the agent has not taken it", async () => {
    const { api } = open({ place: "approved", status: "approved", decision: { ...decision, not_before: "2026-11-21T14:00:00Z" } });
    expect(screen.getByTestId("execution-state")).toHaveTextContent("Sends when the agent is back");
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect((await api.read<ApprovalDetail>(`/api/approvals/${ID}`)).place).toBe("pending");
  });

  it("has nothing to press once the agent has taken it", () => {
    open({ place: "approved", status: "approved", decision, execution: sampleOutboxItem({ state: "in_flight" }) });
    expect(screen.queryByTestId("undo")).not.toBeInTheDocument();
  });

  it("waits again with the reason when it could not be sent, and says that this is another try", async () => {
    const execution = sampleOutboxItem({ state: "failed", error: "The mail server refused the address.", remedy: "Check the address." });
    const { api } = open({ place: "pending", execution, note: "Not sent: The mail server refused the address." });
    expect(screen.getByText(/The mail server refused the address/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Try again: send to ali@acme.com" }));
    await waitFor(() => expect(api.decisions).toMatchObject([{ decision: "approve", id: ID }]));
  });

  it("shows what the owner changed in the agent's text", async () => {
    open({ place: "done", status: "sent", decision, edited: true, drafted_text: "You have it by 5 pm.", text: "You have it by 6 pm." });
    await userEvent.click(screen.getByText("Your changes: 1 word added, 1 word removed"));
    expect(screen.getByTestId("draft-diff").querySelector("del")).toHaveTextContent("5");
    expect(screen.getByTestId("draft-diff").querySelector("ins")).toHaveTextContent("6");
  });

  it("tells cause and remedy when it was not sent", () => {
    const execution = sampleOutboxItem({ state: "failed", error: "The mail server refused the password.", remedy: "Set SMTP_PASSWORD anew." });
    open({ place: "approved", status: "approved", decision, execution });
    expect(screen.getByText("The mail server refused the password.")).toBeInTheDocument();
    expect(screen.getByText("Set SMTP_PASSWORD anew.")).toBeInTheDocument();
  });

  it("says what is known when nobody can tell whether it was sent", () => {
    open({ place: "approved", status: "unknown", decision, execution: sampleOutboxItem({ state: "unknown", message_id: "<1@example.com>" }) });
    expect(screen.getByTestId("execution-state")).toHaveTextContent("It is not certain whether this was sent");
    expect(screen.getByText(/never sent again by itself/)).toBeInTheDocument();
  });

  it("tells the reason of a rejection", () => {
    open({ place: "rejected", status: "rejected", decision: { ...decision, decision: "reject", not_before: null, reason: "Tone" } });
    expect(screen.getByTestId("execution-state")).toHaveTextContent("Rejected. Nothing was sent.");
    expect(screen.getByText("Reason: Tone")).toBeInTheDocument();
  });

  it("cannot be decided when its file is malformed", () => {
    open({ problem: { code: "duplicate_key", line: 4 } });
    expect(screen.getByText("A field at the top is there twice.")).toBeInTheDocument();
    expect(screen.queryByTestId("approve")).not.toBeInTheDocument();
  });
});
