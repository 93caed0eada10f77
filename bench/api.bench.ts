/**
 * The speed of the public API compared with bare route handlers in the same Next, database and run: a read, an
 * incoming event, and a list over a million grants compared with one over a thousand.
 *
 *     npm run bench api -- --grants 100000
 */
import { parseArgs } from "node:util";
import { Webhook } from "standardwebhooks";
import { startStack } from "../e2e/harness/stack";
import { startBareServer } from "./api/bare-server";
import { compare, latencies, type Side } from "./api/load";
import { type BenchWorld, fillWorld } from "./api/world";
import type { Bench, Report } from "./run";

const api: Bench = async (report, { args }) => {
  const { values } = parseArgs({ args, options: { grants: { type: "string", default: "1000000" } } });
  const many = Number(values.grants);
  // No worker, because applying the events later is not part of the measurement.
  const stack = await startStack({ workers: 0, seed: "none" });
  try {
    const world = await fillWorld(stack.databaseUrl, stack.env.ENCRYPTION_KEYS ?? "", many);
    const bare = await startBareServer(stack.databaseUrl);
    try {
      await measureReads(report, world, stack.appUrl, bare.url);
      await measureIngest(report, world, stack.appUrl, bare.url);
      await measureLists(report, world, stack.appUrl, many);
    } finally {
      await bare.stop();
    }
  } finally {
    await stack.stop();
  }
};

export default api;

const authorization = ({ keys }: BenchWorld, n: number) => ({
  authorization: `Bearer ${keys[n % keys.length]}`,
});

async function measureReads(
  report: Report,
  world: BenchWorld,
  appUrl: string,
  bareUrl: string,
): Promise<void> {
  const product: Side = {
    name: "API read",
    url: appUrl,
    call: (n) => ({
      method: "GET",
      path: `/api/entitlements/${world.small}`,
      headers: authorization(world, n),
    }),
  };
  const bare: Side = {
    name: "bare",
    url: bareUrl,
    call: () => ({ method: "GET", path: `/read/${world.small}` }),
  };
  reportRatio(report, "API read against a bare route handler", await compare(product, bare), 0.75);
}

async function measureIngest(
  report: Report,
  world: BenchWorld,
  appUrl: string,
  bareUrl: string,
): Promise<void> {
  const signer = new Webhook(world.webhookSecret);
  const event = (n: number) => {
    const id = `evt_${process.pid}_${n}`;
    const at = new Date();
    const data = { payload_type: "LicenseKey", id: `lic_${n}`, note: "x".repeat(700) };
    const body = JSON.stringify({ type: "license_key.created", timestamp: at.toISOString(), data });
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": signer.sign(id, at, body),
    };
    return { method: "POST" as const, headers, body };
  };
  const path = `/api/hooks/payments/${world.connectionId}`;
  const product: Side = { name: "event", url: appUrl, call: (n) => ({ ...event(n), path }) };
  const bare: Side = { name: "bare", url: bareUrl, call: (n) => ({ ...event(n), path: "/ingest" }) };
  reportRatio(
    report,
    "incoming event against a bare handler with one insert",
    await compare(product, bare),
    0.6,
  );
}

async function measureLists(report: Report, world: BenchWorld, url: string, many: number): Promise<void> {
  const side = (id: string): Side => ({
    name: id,
    url,
    call: (n) => ({
      method: "GET",
      path: `/api/entitlements/${id}/grants?page_size=50`,
      headers: authorization(world, n),
    }),
  });
  const { one, other } = await latencies(side(world.large), side(world.small));
  report({ figure: "list of 1,000 grants", value: round(other), unit: "ms", goal: "", ok: true });
  report({
    figure: `list of ${many.toLocaleString("en")} grants`,
    value: round(one),
    unit: "ms",
    goal: "",
    ok: true,
  });
  const ratio = round(one / other);
  report({
    figure: "long list against short",
    value: ratio,
    unit: "times",
    goal: "<= 1.3",
    ok: ratio <= 1.3,
  });
}

function reportRatio(
  report: Report,
  figure: string,
  rates: { product: number; bare: number },
  goal: number,
): void {
  report({ figure: `${figure}: ours`, value: Math.round(rates.product), unit: "/s", goal: "", ok: true });
  report({ figure: `${figure}: bare`, value: Math.round(rates.bare), unit: "/s", goal: "", ok: true });
  const ratio = round(rates.product / rates.bare);
  report({ figure, value: ratio, unit: "of bare", goal: `>= ${goal}`, ok: ratio >= goal });
}

const round = (value: number) => Math.round(value * 100) / 100;
