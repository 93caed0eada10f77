import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bundle } from "../chaos/bundle";

let folder: string;
let hook: string;
let server: Server;
let asked: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-hook-"));
  hook = await bundle("bench/crash/hook.ts", folder);
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("answer");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

beforeEach(() => {
  asked = [];
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const programs = {
  fetch: "for (const n of [1, 2]) { await (await fetch(url + '/grants/12345')).text(); console.log(n); }",
  "node:http": `const { get } = await import("node:http");
    for (const n of [1, 2]) { await new Promise((done) => get(url + "/grants/12345", done)); console.log(n); }
    process.exit();`,
};

async function runUntilDeath(program: string, crashAt: string) {
  const { port } = server.address() as AddressInfo;
  const code = `const url = "http://127.0.0.1:${port}"; ${program}`;
  const child = spawn(process.execPath, ["--import", hook, "--input-type=module", "-e", code], {
    env: { ...process.env, CRASH_AT: crashAt },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  await once(child, "close");
  return { signal: child.signalCode, printed };
}

test.each(Object.entries(programs))("a process dies around a call of %s", async (_, program) => {
  const call = "GET /grants/{id}";
  expect(await runUntilDeath(program, `before:${call}#1`)).toEqual({ signal: "SIGKILL", printed: "" });
  expect(asked).toHaveLength(0);
  expect(await runUntilDeath(program, `after:${call}#1`)).toEqual({ signal: "SIGKILL", printed: "" });
  expect(asked).toHaveLength(1);
  expect(await runUntilDeath(program, `before:${call}#2`)).toEqual({ signal: "SIGKILL", printed: "1\n" });
  expect(asked).toHaveLength(2);
  expect(await runUntilDeath(program, `before:${call}#3`)).toEqual({ signal: null, printed: "1\n2\n" });
});
