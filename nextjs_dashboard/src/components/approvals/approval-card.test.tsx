import { screen, within } from "@testing-library/react";
import { ApprovalCard } from "@/components/approvals/approval-card";
import { renderPage } from "@/components/testing/render";
import { sampleDraft } from "@/components/testing/samples";

describe("a card in the queue (FR-P020)", () => {
  it("tells who gets what, why, and since when", () => {
    renderPage(<ApprovalCard draft={sampleDraft()} />);
    const card = screen.getByTestId("card-EMAIL_DRAFT_0123456789abcdef0123");
    expect(card).toHaveTextContent("Ali Khan");
    expect(card).toHaveTextContent("Re: URGENT: contract by 5 pm?");
    expect(card).toHaveTextContent("Why: Asks for a contract today · high");
    expect(card).toHaveTextContent("Dear Ali, thank you.");
    expect(within(card).getByText("4 min")).toBeInTheDocument();
  });

  it("opens the draft and offers no way to decide on the shortened text", () => {
    renderPage(<ApprovalCard draft={sampleDraft()} />);
    expect(screen.getByRole("link")).toHaveAttribute("href", "/approvals/email/EMAIL_DRAFT_0123456789abcdef0123");
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });

  it("says plainly that a template wrote it", () => {
    renderPage(<ApprovalCard draft={sampleDraft({ drafted_by: "template" })} />);
    expect(screen.getByText("Drafted from a template (no AI key)")).toBeInTheDocument();
  });

  it("warns in words, not by colour alone", () => {
    renderPage(<ApprovalCard draft={sampleDraft({ risk: ["new_recipient", "money", "changed_recipient", "suspicious"] })} />);
    for (const warning of ["New recipient", "Money", "Changed", "Suspicious"]) expect(screen.getByText(warning)).toBeInTheDocument();
  });

  it("shows hostile text as text", () => {
    renderPage(<ApprovalCard draft={sampleDraft({ subject: "<img src=x onerror=alert(1)>" })} />);
    expect(screen.getByText("<img src=x onerror=alert(1)>")).toBeInTheDocument();
    expect(document.querySelector("img")).toBeNull();
  });
});
