import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "./server";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, quiet: true });
});
afterAll(() => sandbox.close());

function send(method: string, path: string, headers: Record<string, string>): Promise<number> {
  const { port } = new URL(sandbox.url);
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.once("error", reject);
    call.end();
  });
}

test.each(["evil.example", "evil.example:4000", "localhost.evil.example", "10.0.0.5"])(
  "it does not answer to the name %j",
  async (host) => {
    for (const path of ["/", "/inbox", "/control/requests", "/api/v10/users/@me", "/emails"])
      expect(await send("GET", path, { host }), path).toBe(421);
  },
);

test.each<Record<string, string>>([
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "http://localhost:1" },
  { "sec-fetch-site": "cross-site" },
])("another website changes nothing: %o", async (headers) => {
  for (const path of ["/control/reset", "/discord/sign-in", "/shop/buy"])
    expect(await send("POST", path, { host: "localhost", ...headers }), path).toBe(403);
});

test("its own pages and programs are free to call", async () => {
  const { host, origin } = new URL(sandbox.url);
  expect(await send("POST", "/control/reset", { host, origin })).toBe(200);
  expect(await send("POST", "/control/reset", { host })).toBe(200);
  expect(await send("GET", "/inbox", { host: "127.0.0.1", "sec-fetch-site": "cross-site" })).toBe(200);
});
