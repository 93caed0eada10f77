import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import postgres from "postgres";
import { expect, test } from "vitest";
import { testDatabaseUrl } from "@/e2e/harness/database";
import { watchForSilence } from "./watchdog";

/** A proxy in front of Postgres. `swallow` keeps both connections open but passes nothing on. */
async function openProxy() {
  const { hostname, port } = new URL(testDatabaseUrl());
  let swallowing = false;
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    sockets.push(client, upstream);
    client.on("data", (part) => swallowing || upstream.write(part));
    upstream.on("data", (part) => swallowing || client.write(part));
    for (const socket of [client, upstream]) socket.on("error", () => {});
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(testDatabaseUrl());
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    swallow: () => {
      swallowing = true;
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test("a silently dead connection ends the process within seconds; a closed connection does not", async () => {
  const proxy = await openProxy();
  const sql = postgres(proxy.url, { max: 1, onnotice: () => {} });
  const ask = async () => {
    await sql`select 1`;
  };
  await ask();
  const ended: string[] = [];
  const watch = watchForSilence((why) => ended.push(why), { everyMs: 100, patienceMs: 500, ask });
  await new Promise((resolve) => setTimeout(resolve, 800));
  proxy.cut();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(ended).toEqual([]);
  proxy.swallow();
  await expect.poll(() => ended.length, { timeout: 5_000 }).toBeGreaterThan(0);
  watch.stop();
  proxy.close();
  await sql.end({ timeout: 1 });
});
