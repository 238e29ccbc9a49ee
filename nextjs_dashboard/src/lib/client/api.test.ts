/** @jest-environment node */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiFailure, approvalsPath, createApi, hasCode, plainWords, type Api } from "@/lib/client/api";
import { EVERYTHING } from "@/lib/queue-filter";

interface Heard {
  method: string | undefined;
  url: string | undefined;
  body: string;
}

describe("calling the API", () => {
  let server: Server;
  let api: Api;
  let heard: Heard[];
  let answer: { status: number; body: string };

  beforeEach(async () => {
    heard = [];
    answer = { status: 200, body: "{}" };
    server = createServer((request, response) => void reply(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    api = createApi(fetch, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    heard.push({ method: request.method, url: request.url, body });
    response.writeHead(answer.status, { "Content-Type": "application/json", Connection: "close" }).end(answer.body);
  }

  it("approves by id and hash, never by path", async () => {
    await api.approve({ type: "email", draft_id: "EMAIL_DRAFT_1", category: "Email", sha256: "ab" });
    expect(heard).toEqual([{ method: "POST", url: "/api/approve", body: '{"type":"email","draft_id":"EMAIL_DRAFT_1","category":"Email","sha256":"ab"}' }]);
  });

  it("saves a draft with the hash of what was read", async () => {
    await api.saveDraft("EMAIL_DRAFT_1", { sha256: "ab", text: "new" });
    expect(heard[0]).toEqual({ method: "PUT", url: "/api/approvals/EMAIL_DRAFT_1", body: '{"sha256":"ab","text":"new"}' });
  });

  it("hands on the server's own words when it is refused", async () => {
    answer = { status: 409, body: '{"success":false,"error":"This draft changed.","code":"changed"}' };
    const failure = await api.undo({ draft_id: "X", sha256: "ab" }).catch((caught: unknown) => caught);
    expect(failure).toBeInstanceOf(ApiFailure);
    expect(hasCode(failure, "changed")).toBe(true);
    expect(plainWords(failure)).toBe("This draft changed.");
  });

  it("says in plain words that the answer made no sense", async () => {
    answer = { status: 502, body: "<h1>Bad gateway</h1>" };
    await expect(api.read("/api/status")).rejects.toMatchObject({ status: 502, code: "odd_answer" });
  });

  it("says in plain words that nobody answered", async () => {
    const nobody = createApi(fetch, "http://127.0.0.1:1");
    await expect(nobody.read("/api/status")).rejects.toMatchObject({ status: 0, message: expect.stringContaining("laptop is on") as unknown });
  });

  it("builds the address of a page of the queue", () => {
    expect(approvalsPath(EVERYTHING, null)).toBe("/api/approvals");
    expect(approvalsPath({ ...EVERYTHING, category: "Email" }, "a b")).toBe("/api/approvals?category=email&cursor=a+b");
  });
});
