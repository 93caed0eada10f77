/**
 * The real web server and a worker lose their database while customers and programs use them: every connection is
 * cut again and again, the database freezes, and the network goes half open. Nobody may wait long, and every answer
 * is right or an honest 503.
 *
 *     npm run bench cut -- --rate 40 --cuts 20
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { startStack } from "@/e2e/harness/stack";
import { temporaryDataDir } from "@/scripts/temporary-data-dir";
import { openDatabaseProxy } from "@/test/world/database-proxy";
import { openPostgres } from "../scripts/postgres";
import { round, share } from "./figures";
import type { Bench } from "./run";

type Answer = { status: number; seconds: number; at: number };

const cut: Bench = async (report, { args }) => {
  const { values } = parseArgs({
    args,
    options: { rate: { type: "string", default: "40" }, cuts: { type: "string", default: "20" } },
  });
  const [rate, cuts] = [Number(values.rate), Number(values.cuts)];
  const database = await openPostgres({ dataDir: await temporaryDataDir(), password: "cut" });
  const proxy = await openDatabaseProxy(database.url);
  const stack = await startStack({ settings: { DATABASE_URL: proxy.url } });
  const admin = postgres(database.url, { max: 1, onnotice: () => {} });
  try {
    const clients = admin`select pid from pg_stat_activity where application_name like 'gatehouse%'`;
    const note = (figure: string, value: number, unit: string, goal = "", ok = true) =>
      report({ figure, value: round(value), unit, goal, ok });
    const measure = async (what: string, trouble: () => Promise<void>) => {
      const { answers, wrong, backAfter } = await underLoad(stack.appUrl, rate, trouble);
      const slowest = Math.max(...answers.map(({ seconds }) => seconds));
      const honest = answers.filter(({ status }) => status === 503).length;
      note(`${what}: requests`, answers.length, "");
      note(`${what}: honest 503s`, honest, "");
      note(`${what}: other wrong answers`, wrong, "", "0", wrong === 0);
      note(
        `${what}: median`,
        share(
          answers.map(({ seconds }) => seconds),
          0.5,
        ),
        "s",
      );
      note(`${what}: slowest`, slowest, "s", "<= 5", slowest <= 5);
      note(`${what}: right again after`, backAfter, "s", "<= 5", backAfter <= 5);
    };
    await measure(`cut ${cuts} times`, async () => {
      for (let nth = 0; nth < cuts; nth++) {
        await admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'gatehouse%'`;
        await sleep(60_000 / cuts);
      }
    });
    note("connections afterwards", (await clients).length, "", ">= 3", (await clients).length >= 3);
    await measure("half open for 10 s", async () => {
      proxy.swallow();
      await sleep(10_000);
      proxy.forward();
    });
    await measure("frozen for 10 s", async () => {
      const pids = (
        await admin<{ pid: number }[]>`
        select pid from pg_stat_activity where application_name like 'gatehouse%'`
      ).map(({ pid }) => pid);
      for (const pid of pids) process.kill(pid, "SIGSTOP");
      await sleep(10_000);
      for (const pid of pids) resume(pid);
    });
  } finally {
    await admin.end({ timeout: 1 });
    await stack.stop();
    await proxy.close();
    await database.release();
  }
};

export default cut;

/** Requests at a steady rate from before the trouble until everything is right again. */
async function underLoad(appUrl: string, rate: number, trouble: () => Promise<void>) {
  const paths = ["/api/health", "/sign-in", "/portal", "/api/customers"];
  const answers: Answer[] = [];
  const running = new Set<Promise<void>>();
  let wrong = 0;
  let over = false;
  const load = (async () => {
    for (let nth = 0; !over; nth++) {
      const path = paths[nth % paths.length] ?? "/";
      const asked = ask(`${appUrl}${path}`, path === "/api/customers" ? [401, 503] : [200, 503]).then(
        (answer) => {
          answers.push(answer);
          if (!answer.expected) wrong += 1;
        },
      );
      running.add(asked);
      asked.finally(() => running.delete(asked)).catch(() => {});
      await sleep(1_000 / rate);
    }
  })();
  await sleep(2_000);
  await trouble();
  const ended = performance.now();
  await sleep(7_000);
  over = true;
  await load;
  await Promise.all(running);
  const last = answers
    .filter(({ status }) => status >= 500)
    .reduce((at, answer) => Math.max(at, answer.at), 0);
  return { answers, wrong, backAfter: Math.max(0, (last - ended) / 1_000) };
}

async function ask(url: string, fine: number[]): Promise<Answer & { expected: boolean }> {
  const began = performance.now();
  const timed = (status: number) => {
    const at = performance.now();
    return { status, at, seconds: (at - began) / 1_000, expected: fine.includes(status) };
  };
  try {
    const headers = { authorization: `Bearer gh_${"x".repeat(43)}` };
    const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(30_000) });
    await response.arrayBuffer();
    return timed(response.status);
  } catch {
    return timed(599);
  }
}

/** A frozen process may have been replaced meanwhile. */
function resume(pid: number): void {
  try {
    process.kill(pid, "SIGCONT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
