/** @jest-environment node */
import { checkHost, checkOrigin } from "@/lib/http/host";


const OWN = "http://localhost:3000";

function headers(values: Record<string, string>): Headers {
  return new Headers(values);
}

test.each(["evil.example", "localhost:3001", "localhost.evil.example:3000", ""])("the name %p is refused (DNS rebinding)", (host) => {
  expect(() => checkHost(headers({ host }))).toThrow(expect.objectContaining({ status: 421 }));
});

test.each(["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST:3000"])("the name %p is this machine", (host) => {
  expect(() => checkHost(headers({ host }))).not.toThrow();
});

test.each([
  ["no origin", {}],
  ["the origin null", { origin: "null" }],
  ["another site", { origin: "https://evil.example" }],
  ["another port", { origin: "http://localhost:4000" }],
  ["another scheme", { origin: "https://localhost:3000" }],
  ["an extension that calls itself so", { origin: "chrome-extension://localhost:3000" }],
  ["a name that begins so", { origin: "http://localhost:3000.evil.example" }],
  ["words", { origin: "localhost:3000" }],
  ["a cross-site fetch", { origin: OWN, "sec-fetch-site": "cross-site" }],
  ["a same-site fetch", { origin: OWN, "sec-fetch-site": "same-site" }],
])("a change asked with %s is refused", (_name, extra) => {
  expect(() => checkOrigin(headers({ host: "localhost:3000", ...extra }))).toThrow(expect.objectContaining({ status: 403 }));
});

test("a change asked by the page itself is let through", () => {
  expect(() => checkOrigin(headers({ host: "localhost:3000", origin: OWN, "sec-fetch-site": "same-origin" }))).not.toThrow();
});
