import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freshBuild, leaveFolder } from "../../scripts/stack/build";
import { openRig, openSink, type ProcessName, type Rig } from "../chaos/rig";
import { openShops } from "../chaos/shops";
import type { Shop } from "../chaos/story";
import { Browser } from "./browser";
import type { Notice, Order } from "./hook";

/** Somebody who buys. Each run has its own, so that none depends on what another left behind. */
export type Person = {
  customerId: string;
  email: string;
  user: string;
  /** Another Discord account of theirs. */
  secondUser: string;
  subscription: string;
  browser: Browser;
};

export type World = Awaited<ReturnType<typeof openWorld>>;

/**
 * One shop with one server, the product's own web server and one worker, both with the crash hook, on a Postgres that
 * syncs to disk.
 */
export async function openWorld({ people }: { people: number }) {
  const rig = await openRig({ timeScale: 20, workers: 1, preload: "bench/crash/hook.ts" });
  const sink = await openSink(() => 1);
  const { signal: stop } = new AbortController();
  const logFile = join(rig.folder, "logs", "build.log");
  const build = await freshBuild({ base: ".next-test", env: rig.env, logFile, stop });
  await rig.startWeb();
  const { shops, strangers } = await openShops(rig, { guilds: 1, strangers: people * 2, sink: sink.url });
  const [shop] = shops as [Shop];
  await rig.control("/shop/set", { account: shop.connection.account, lose: true });
  // Whoever came by a lifetime purchase leaves with it.
  await rig.sql`update entitlements set end_action = 'kick' where name in ('Patron', 'Member')`;
  await openOwner(rig);
  await rig.startNext(build);
  rig.startWorkers();
  let number = 0;

  return {
    rig,
    sink,
    shop,
    newPerson(): Person {
      number += 1;
      const [user, secondUser] = strangers.splice(-2);
      if (!user || !secondUser) throw new Error("nobody is left");
      const name = `crash_${number}`;
      return {
        customerId: `cus_${name}`,
        email: `${name}@crash.test`,
        user,
        secondUser,
        subscription: `sub_${name}`,
        browser: new Browser(rig.env.APP_URL ?? "", build),
      };
    },
    async close(keep = false) {
      await sink.close();
      await rig.close(keep);
      leaveFolder();
    },
  };
}

/** Who is mailed about the business. */
async function openOwner({ sql }: Rig): Promise<void> {
  await sql`insert into users (id, email) values ('usr_owner', 'owner@crash.test')`;
  await sql`insert into members (id, business_id, user_id, role)
    select 'mem_owner', id, 'usr_owner', 'owner' from businesses`;
}

/**
 * Sets where the process dies (`before:…`, `after:…`; null for nowhere) and begins to count its points. If it is dying
 * just then, the one that takes its place gets the order.
 */
export async function arm(rig: Rig, name: ProcessName, crashAt: string | null): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const child = rig.child(name);
    if (child && (await takesOrder(child, { crashAt }))) return;
    await sleep(50);
  }
  throw new Error(`${name} took no order`);
}

function takesOrder(child: ChildProcess, order: Order): Promise<boolean> {
  return new Promise((done) => {
    if (!child.connected) return done(false);
    const settle = (taken: boolean) => {
      child.off("message", hear);
      child.off("exit", die);
      done(taken);
    };
    const hear = (notice: Notice) => "armed" in notice && settle(true);
    const die = () => settle(false);
    child.on("message", hear);
    child.on("exit", die);
    child.send(order, (error) => error && settle(false));
  });
}

/** Does it again and again until it has worked, as people and providers do. */
export async function insist(what: string, attempt: () => Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  let last: unknown = "";
  while (Date.now() < deadline) {
    const done = await attempt().catch((error: unknown) => {
      last = error;
      return false;
    });
    if (done) return;
    await sleep(100);
  }
  throw new Error(`${what}: not within ${seconds} s; ${last}`);
}
