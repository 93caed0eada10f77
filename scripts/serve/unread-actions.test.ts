import type { AsyncLocalStorage } from "node:async_hooks";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blameUnreadActions } from "./unread-actions.mjs";

let handle: (response: ServerResponse) => void;
const server = createServer((request, response) =>
  blameUnreadActions(request, response, (_, answer) => handle(answer)),
);
beforeAll(() => new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready)));
afterAll(() => server.close());

const send = async (method: string, path: string) => {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method });
  return answer.status;
};
const begin = () => {
  const { gatehouseActions } = globalThis as { gatehouseActions?: AsyncLocalStorage<{ begun: boolean }> };
  const state = gatehouseActions?.getStore();
  if (state) state.begun = true;
};
const fail = (response: ServerResponse) => {
  response.statusCode = 500;
  response.end("no");
};

test("an action that never began is the sender's fault", async () => {
  handle = fail;
  expect(await send("POST", "/demo")).toBe(400);
  handle = (response) => response.writeHead(500, { "x-a": "b" }).end();
  expect(await send("POST", "/demo")).toBe(400);
});

test("an action that began and failed is ours, and so is every other failure", async () => {
  handle = (response) => setTimeout(() => [begin(), fail(response)], 5);
  expect(await send("POST", "/demo")).toBe(500);
  handle = fail;
  expect(await send("GET", "/demo")).toBe(500);
  expect(await send("POST", "/api/products")).toBe(500);
});

test("other answers stay as they are", async () => {
  handle = (response) => response.writeHead(303, { location: "/x" }).end();
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
    method: "POST",
    redirect: "manual",
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/x"]);
});
