import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { releaseLock, takeLock, withLock } from "./lock";
import { identify, isAlive } from "./processes";

const places = mkdtempSync(join(tmpdir(), "gatehouse-lock-"));
afterAll(() => rmSync(places, { recursive: true }));
const place = () => join(mkdtempSync(join(places, "one-")), "a.lock");

test("only one process has a lock at a time, and the lock names it", () => {
  const file = place();
  expect(takeLock(file, "first")).toBeUndefined();
  expect(takeLock(file, "second")).toMatchObject({ pid: process.pid, note: "first" });
  releaseLock(file);
  expect(takeLock(file, "third")).toBeUndefined();
});

test("the lock of a killed process is taken over", async () => {
  const file = place();
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const other = identify(child.pid ?? 0);
  writeFileSync(file, JSON.stringify({ ...other, note: "theirs" }));
  expect(takeLock(file, "mine")).toMatchObject({ pid: child.pid, note: "theirs" });
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(takeLock(file, "mine")).toBeUndefined();
});

test("a lock whose pid now belongs to another process counts as dead", () => {
  const file = place();
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: "long ago", note: "theirs" }));
  expect(takeLock(file, "mine")).toBeUndefined();
});

test("an incomplete lock file, from a full disk or a crash, blocks nobody", () => {
  const file = place();
  writeFileSync(file, '{"pid":');
  expect(takeLock(file, "mine")).toBeUndefined();
});

test("many processes that want the same lock take turns", async () => {
  const file = place();
  const log = `${file}.log`;
  const script = `
    import { appendFileSync } from "node:fs";
    import { withLock } from "./scripts/lock";
    void withLock(${JSON.stringify(file)}, "turn", async () => {
      appendFileSync(${JSON.stringify(log)}, "in\\n");
      await new Promise((wake) => setTimeout(wake, 30));
      appendFileSync(${JSON.stringify(log)}, "out\\n");
    });`;
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ["--import", "tsx", "--eval", script]),
  );
  await Promise.all(children.map((child) => once(child, "exit")));
  expect(readFileSync(log, "utf8")).toBe("in\nout\n".repeat(4));
});

test("the lock is free again when the work throws", async () => {
  const file = place();
  await expect(withLock(file, "work", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(takeLock(file, "after")).toBeUndefined();
});

test("a running process is distinguished from one that is gone", () => {
  const me = identify(process.pid);
  expect(me && isAlive(me)).toBe(true);
  expect(isAlive({ pid: process.pid, started: "0" })).toBe(false);
});
