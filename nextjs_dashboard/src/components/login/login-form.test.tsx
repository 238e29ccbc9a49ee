import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { LoginForm } from "@/components/login/login-form";
import { loginResult, type LoginResult } from "@/components/login/sign-in";
import { renderPage } from "@/components/testing/render";

function show(answer: LoginResult): { left: string[]; tried: string[] } {
  const left: string[] = [];
  const tried: string[] = [];
  const signIn = (password: string): Promise<LoginResult> => {
    tried.push(password);
    return Promise.resolve(answer);
  };
  renderPage(<LoginForm next="/approvals/email/X" signIn={signIn} leave={(address) => left.push(address)} />);
  return { left, tried };
}

async function logIn(password: string): Promise<void> {
  await userEvent.type(screen.getByTestId("password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
}

describe("logging in (FR-P026)", () => {
  it("goes on to the page that was asked for", async () => {
    const { left, tried } = show({ ok: true });
    await logIn("right");
    await waitFor(() => expect(left).toEqual(["/approvals/email/X"]));
    expect(tried).toEqual(["right"]);
  });

  it("says that the password is wrong, and stays", async () => {
    const { left } = show(loginResult({ ok: false, status: 401, error: "CredentialsSignin" }));
    await logIn("wrong");
    expect(await screen.findByText("That is not the password.")).toBeInTheDocument();
    expect(screen.getByTestId("password")).toHaveValue("wrong");
    expect(left).toEqual([]);
  });

  it("says to wait after too many tries", async () => {
    show(loginResult({ ok: false, status: 401, error: "TooManyTries-1380" }));
    await logIn("wrong");
    expect(await screen.findByText(/Too many wrong passwords\. Wait 23 minutes, or run `local-agent unlock-login`/)).toBeInTheDocument();
  });

  it("shows the password on demand", async () => {
    show({ ok: true });
    await userEvent.type(screen.getByTestId("password"), "right");
    await userEvent.click(screen.getByRole("button", { name: "Show password" }));
    expect(screen.getByTestId("password")).toHaveAttribute("type", "text");
  });
});
