import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { GET as getSecurityContact } from "@/app/.well-known/security.txt/route";
import { GET as getHealth } from "@/app/api/health/route";
import { GET as getMetrics } from "@/app/api/metrics/route";
import { db } from "@/db/client";
import { accesses, businesses, guilds } from "@/db/schema";
import { env } from "@/lib/env";
import { keepCounts } from "./kept-counts";

const { METRICS_TOKEN, DEMO_MODE, SECURITY_CONTACT } = env();
afterEach(() => Object.assign(env(), { METRICS_TOKEN, DEMO_MODE, SECURITY_CONTACT }));
const token = "only-for-the-monitor";
const ask = (authorization?: string) =>
  new Request("http://localhost:9/api/health", { headers: authorization ? { authorization } : {} });

test.each([undefined, "Bearer wrong", "Bearer ", token.slice(1), `Basic ${token}`])(
  "with the token %s one learns whether it is well, and no figures",
  async (authorization) => {
    Object.assign(env(), { METRICS_TOKEN: token });
    const health = await getHealth(ask(authorization));
    expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
    expect((await getMetrics(ask(authorization))).status).toBe(404);
  },
);

test("without a token there are figures in the demo only", async () => {
  expect((await getMetrics(ask())).status).toBe(200);
  expect(await (await getHealth(ask())).json()).toHaveProperty("queue");
  Object.assign(env(), { DEMO_MODE: false });
  expect((await getMetrics(ask())).status).toBe(404);
  expect(await (await getHealth(ask())).json()).toEqual({ status: "ok" });
});

test("the token's holder sees the parts", async () => {
  Object.assign(env(), { METRICS_TOKEN: token });
  const health = await getHealth(ask(`Bearer ${token}`));
  expect(await health.json()).toMatchObject({ status: "ok", queue: "ok", email: "ok" });
  expect(await (await getMetrics(ask(`Bearer ${token}`))).text()).toContain(
    'gatehouse_up{part="database"} 1',
  );
});

test("counts are kept for five minutes, whoever asks how often", async () => {
  await db().insert(businesses).values({ id: "bus_kept", slug: "kept", name: "Kept" });
  await db().insert(guilds).values({ id: "77", businessId: "bus_kept", name: "K", connectedBy: "usr_1" });
  const wait = (discordUserId: string) =>
    db()
      .insert(accesses)
      .values({ guildId: "77", businessId: "bus_kept", discordUserId, gen: 1, applied: 0 });
  const shown = async () => {
    const text = await (await getMetrics(ask())).text();
    return /accesses_unsettled\{problem="none"\} (\d+)/.exec(text)?.[1];
  };
  await wait("1001");
  await Promise.all([keepCounts(), keepCounts(), keepCounts()]);
  expect(await shown()).toBe("1");
  await wait("1002");
  await keepCounts();
  expect(await shown()).toBe("1");
  await db().execute(sql`update kept_counts set counted_at = now() - interval '6 minutes'`);
  await keepCounts();
  expect(await shown()).toBe("2");
});

test("security.txt names the operator's contact, and otherwise the authors'", async () => {
  const read = async () => (await getSecurityContact()).text();
  expect(await read()).toMatch(/^Contact: https:\/\/github\.com\/.+\nExpires: \d{4}-.+Z\nCanonical: http/);
  Object.assign(env(), { SECURITY_CONTACT: "mailto:security@shop.test" });
  expect(await read()).toContain("Contact: mailto:security@shop.test\n");
});
