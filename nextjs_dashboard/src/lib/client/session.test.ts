/** @jest-environment node */
import { endSession, startSession } from "@/lib/client/session";

interface Heard {
  path: string;
  body: string;
}

function server(answer: { status: number; url: string }, heard: Heard[]): typeof fetch {
  return async (path, init) => {
    if (path === "/api/auth/csrf") return Response.json({ csrfToken: "token" });
    heard.push({ path: String(path), body: String(init?.body) });
    return Response.json({ url: answer.url }, { status: answer.status });
  };
}

test("a session begins with the password and the token against forgery", async () => {
  const heard: Heard[] = [];
  expect(await startSession("right", server({ status: 200, url: "http://localhost:3000/" }, heard))).toEqual({ ok: true, status: 200, error: null });
  expect(heard).toEqual([{ path: "/api/auth/callback/credentials", body: "password=right&csrfToken=token&json=true" }]);
});

test("the reason of a refusal is handed on", async () => {
  expect(await startSession("wrong", server({ status: 401, url: "http://localhost:3000/login?error=TooManyTries-60" }, []))).toEqual({ ok: false, status: 401, error: "TooManyTries-60" });
});

test("a session ends", async () => {
  const heard: Heard[] = [];
  await endSession(server({ status: 200, url: "http://localhost:3000/" }, heard));
  expect(heard.map((request) => request.path)).toEqual(["/api/auth/signout"]);
});
