/**
 * How long one customer waits while nothing else happens: from the provider's event to the merchant's first webhook,
 * and from the customer's consent to the role in the server.
 *
 *     npm run bench latency -- --customers 60
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { buyLifetime, hasRole } from "./chaos/buyer";
import { openRig, openSink, type Sink } from "./chaos/rig";
import { openShops } from "./chaos/shops";
import type { Claimed } from "./chaos/web";
import { round, share } from "./figures";
import type { Bench } from "./run";

const latency: Bench = async (report, { args }) => {
  const { values } = parseArgs({
    args,
    options: { customers: { type: "string", default: "60" }, scale: { type: "string", default: "5" } },
  });
  const [customers, scale] = [Number(values.customers), Number(values.scale)];
  const rig = await openRig({ timeScale: scale, workers: 1 });
  const sink = await openSink(() => 1);
  try {
    await rig.startWeb();
    const { shops, strangers } = await openShops(rig, { guilds: 1, strangers: customers, sink: sink.url });
    const [shop] = shops;
    if (!shop) throw new Error("no shop");
    rig.startWorkers();
    await sleep(3_000);
    const webhookSeconds: number[] = [];
    const roleSeconds: number[] = [];
    for (const [number, user] of strangers.entries()) {
      const customerId = `cus_latency_${number}`;
      const before = createdIn(sink);
      webhookSeconds.push(
        await seconds(async () => {
          await buyLifetime(rig, shop, customerId);
          while (createdIn(sink) === before) await sleep(5);
        }),
      );
      roleSeconds.push(
        await seconds(async () => {
          const { outcome } = await rig.web<Claimed>("/claim", { customerId, user });
          if (outcome !== "linked") throw new Error(`the claim ended as ${outcome}`);
          while (!(await hasRole(rig, shop, user))) await sleep(5);
        }),
      );
      // Slower than Discord's rate limit for one server, so that nobody waits for it.
      await sleep(2_500 / scale);
    }
    const note = (figure: string, value: number, goal: number) =>
      report({ figure, value: round(value), unit: "s", goal: `<= ${goal}`, ok: value <= goal });
    report({ figure: "customers, one at a time", value: customers, unit: "", goal: "", ok: true });
    report({ figure: "sandbox time scale", value: scale, unit: "times", goal: "", ok: true });
    report({
      figure: "event to first webhook, median",
      value: round(share(webhookSeconds, 0.5)),
      unit: "s",
      goal: "",
      ok: true,
    });
    note("event to first webhook, p95", share(webhookSeconds, 0.95), 1);
    report({
      figure: "consent to role, median",
      value: round(share(roleSeconds, 0.5)),
      unit: "s",
      goal: "",
      ok: true,
    });
    note("consent to role, p95", share(roleSeconds, 0.95), 2);
  } finally {
    await sink.close();
    await rig.close();
  }
};

export default latency;

function createdIn({ caught }: Sink): number {
  return [...caught.values()].filter(({ body }) => body.includes('"entitlement_grant.created"')).length;
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}
