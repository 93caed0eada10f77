/**
 * Customers connect their accounts while Discord is away, for seconds and for minutes, and while one answer in twenty
 * is an error. How long does each wait after Discord is well again? All pauses reach
 * their longest within a minute, so an hour without Discord is no different from the minutes tried here.
 *
 *     npm run bench outage -- --customers 20 --long 120 --flaky 60
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { buyLifetime, grantsOf, hasRole } from "./chaos/buyer";
import { openRig, type Rig } from "./chaos/rig";
import { openShops } from "./chaos/shops";
import type { Shop } from "./chaos/story";
import type { Claimed } from "./chaos/web";
import { round, share } from "./figures";
import type { Bench } from "./run";

const outage: Bench = async (report, { args }) => {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: "string", default: "20" },
      long: { type: "string", default: "120" },
      flaky: { type: "string", default: "60" },
      scale: { type: "string", default: "5" },
    },
  });
  const [customers, scale] = [Number(values.customers), Number(values.scale)];
  const rig = await openRig({ timeScale: scale, workers: 2 });
  try {
    await rig.startWeb();
    const { shops, strangers } = await openShops(rig, {
      guilds: 1,
      strangers: customers * 3,
      sink: rig.sandboxUrl,
    });
    const [shop] = shops;
    if (!shop) throw new Error("no shop");
    rig.startWorkers();
    await sleep(3_000);
    const note = (figure: string, waits: number[], goal: number) => {
      const slowest = share(waits, 0.95);
      report({ figure, value: round(slowest), unit: "s", goal: `<= ${goal}`, ok: slowest <= goal });
    };
    const next = () => strangers.splice(0, customers);
    report({ figure: "customers of each part", value: customers, unit: "", goal: "", ok: true });
    for (const seconds of [8, Number(values.long)])
      note(
        `served after Discord was away for ${seconds} s, p95`,
        await whileAway(rig, shop, next(), seconds),
        60,
      );
    note(
      "consent to role with 5 % errors, p95",
      await whileFlaky(rig, shop, next(), Number(values.flaky)),
      5,
    );
  } finally {
    await rig.close();
  }
};

export default outage;

/** Everybody comes back from consent while Discord is away. How many seconds after it is well has each the role? */
async function whileAway(rig: Rig, shop: Shop, users: string[], seconds: number): Promise<number[]> {
  for (const user of users) await buy(rig, shop, user);
  await fault(rig, { route: "*", kind: "502" });
  const claims = users.map((user, place) =>
    sleep((place * seconds * 900) / users.length).then(() => claim(rig, user)),
  );
  await sleep(seconds * 1_000);
  await fetch(`${rig.sandboxUrl}/control/faults`, { method: "DELETE" });
  const well = performance.now();
  const served = users.map(async (user) => {
    while (!(await hasRole(rig, shop, user))) await sleep(300);
    return (performance.now() - well) / 1_000;
  });
  await Promise.all(claims);
  return Promise.all(served);
}

async function whileFlaky(rig: Rig, shop: Shop, users: string[], seconds: number): Promise<number[]> {
  for (const kind of ["500", "502"]) await fault(rig, { route: "*", kind, rate: 0.025 });
  const waits: number[] = [];
  for (const user of users) {
    await buy(rig, shop, user);
    const began = performance.now();
    await claim(rig, user);
    while (!(await hasRole(rig, shop, user))) await sleep(50);
    waits.push((performance.now() - began) / 1_000);
    await sleep((seconds * 1_000) / users.length - 1_000);
  }
  await fetch(`${rig.sandboxUrl}/control/faults`, { method: "DELETE" });
  return waits;
}

/** Buys, and waits until there is something to claim. */
async function buy(rig: Rig, shop: Shop, user: string): Promise<void> {
  await buyLifetime(rig, shop, `cus_${user}`);
  while ((await grantsOf(rig, `cus_${user}`)) === 0) await sleep(50);
}

/** The customer presses the button until Discord lets them through. */
async function claim(rig: Rig, user: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { outcome } = await rig.web<Claimed>("/claim", { customerId: `cus_${user}`, user });
    if (outcome === "linked") return;
    // An earlier try may have connected them although its answer was an error.
    if (outcome === "nothing to claim" && tries > 0) return;
    if (outcome === "nothing to claim") throw new Error(`${user} had nothing to claim`);
    await sleep(500);
  }
}

function fault(rig: Rig, input: { route: string; kind: string; rate?: number }): Promise<unknown> {
  return rig.control("/faults", input);
}
