/** Logging in and out through NextAuth's own addresses; its browser part would weigh more than a page. */

export interface SessionAnswer {
  ok: boolean;
  status: number;
  error: string | null;
}

async function post(fetcher: typeof fetch, path: string, fields: Record<string, string>): Promise<SessionAnswer> {
  const token = (await (await fetcher("/api/auth/csrf", { cache: "no-store" })).json()) as { csrfToken?: unknown };
  const body = new URLSearchParams({ ...fields, csrfToken: String(token.csrfToken), json: "true" });
  const answer = await fetcher(path, { method: "POST", body });
  const { url = "" } = (await answer.json()) as { url?: string };
  return { ok: answer.ok, status: answer.status, error: URL.canParse(url) ? new URL(url).searchParams.get("error") : null };
}

export function startSession(password: string, fetcher: typeof fetch = fetch): Promise<SessionAnswer> {
  return post(fetcher, "/api/auth/callback/credentials", { password });
}

export function endSession(fetcher: typeof fetch = fetch): Promise<SessionAnswer> {
  return post(fetcher, "/api/auth/signout", {});
}
