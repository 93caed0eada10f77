import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guardRequest } from "./guard-request.mjs";

let trustedProxies = 0;
const server = createServer((asked, response) => {
  if (guardRequest(asked, response, trustedProxies)) response.end(JSON.stringify(asked.headers));
});
beforeAll(() => new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready)));
afterAll(() => server.close());

type Answer = { status: number; headers: IncomingHttpHeaders; body: Record<string, string> };

/** Paths and headers as they are, which `fetch` would correct. */
function send(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const call = request({ port, host: "127.0.0.1", path, headers }, async (answer) => {
      const text = Buffer.concat(await answer.toArray()).toString();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: JSON.parse(text) });
    });
    call.once("error", reject);
    call.end();
  });
}

test.each(["/%", "/%zz", "/%ff", "/a/%E0%A4%A", "/%c0%af", "/?q=%ed%a0%80", "/?a=1%00", "/x%00y"])(
  "the address %s is refused with 400",
  async (path) => {
    const { status, body } = await send(path);
    expect([status, body.code]).toEqual([400, "MALFORMED_REQUEST"]);
    expect(body.message).toMatch(/^The address/);
  },
);

test.each(["/api/products/a%2Fb", "/?q=100%25", "/%E2%82%AC"])("the address %s goes on", async (path) => {
  expect((await send(path)).status).toBe(200);
});

test("a form without a boundary, and the framework's own pages, are refused", async () => {
  const form = await send("/portal", { "content-type": "multipart/form-data" });
  expect([form.status, form.body.message]).toEqual([400, "The form names no boundary"]);
  expect((await send("/portal", { "content-type": "multipart/form-data; boundary=x" })).status).toBe(200);
  for (const path of ["/_global-error", "/_error?a=1", "/_not-found"])
    expect((await send(path)).status).toBe(404);
  expect((await send("/_next/static/a.js")).status).toBe(200);
});

test("whatever stands in our own header is replaced", async () => {
  trustedProxies = 1;
  const forged = { "x-client-address": "203.0.113.9", "x-forwarded-for": "198.51.100.7" };
  expect((await send("/", forged)).body["x-client-address"]).toBe("198.51.100.7");
  trustedProxies = 0;
  expect((await send("/", forged)).body).not.toHaveProperty("x-client-address");
  expect((await send("/", { "x-client-address": "203.0.113.9" })).body).not.toHaveProperty(
    "x-client-address",
  );
});

test("no answer's type is guessed", async () => {
  expect((await send("/")).headers["x-content-type-options"]).toBe("nosniff");
  expect((await send("/%ff")).headers["x-content-type-options"]).toBe("nosniff");
});
