import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, inTransaction } from "@/db/client";
import { discordAccounts, grants } from "@/db/schema";
import { reportClock, watchClock } from "@/db/watch-clock";
import { actor, settle } from "@/test/world/merchant-world";
import { realNow, setOwnClockAhead, setOwnClockRight } from "@/test/world/own-clock";
import { newUser, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import {
  endpoint,
  onlyDelivery,
  openWebhookWorld,
  publish,
  world as receiver,
  secondsUntilDue,
} from "@/test/world/webhook-world";
import { admitCall } from "./api/admit-call";
import { onceInTransaction } from "./api/idempotency";
import { createApiKey } from "./api-keys";
import { databaseNow } from "./clock";
import { openClaimLink } from "./connect/open-claim-link";
import { accessTokenFor } from "./discord/tokens";
import { listGrants } from "./grants/find-grants";
import { grantView } from "./grants/grant-view";
import { grantLink } from "./grants/serialize-grant";
import { readHealth, readStatus } from "./health";
import { readClaimLink } from "./portal/claim-link-page";
import { findPortalSession } from "./portal/session";
import { createPortalSessionLink, signInByLink } from "./portal/sign-in-link";
import { grantDirectly } from "./purchases/grant-directly";
import { deliverEvent } from "./webhooks/deliver-event";

openScene();
openWebhookWorld();
beforeEach(() => {
  receiver.businessId = world.businessId;
});
afterEach(setOwnClockRight);

const fromNow = (minutes: number) => new Date(realNow().getTime() + minutes * 60_000);
const secondsUntil = (at: Date | null | undefined) => ((at?.getTime() ?? 0) - realNow().getTime()) / 1000;
const give = (entitlementId: string, email: string, expiresAt: Date | null) =>
  inTransaction((tx) =>
    grantDirectly(tx, world.businessId, { entitlementId, customer: { email }, expiresAt }, actor),
  );

describe.each([10, -10])("our own clock %i minutes ahead", (minutes) => {
  beforeEach(() => setOwnClockAhead({ minutes }));

  test("a purchase is delivered and ends as ever, and the merchant's endpoint believes each message", async () => {
    await endpoint();
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    await world.subscription(carl.subscription_id, "cancel");
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
    const sent = receiver.received.map(({ headers, body }) => ({
      type: JSON.parse(body).type,
      late: -secondsUntil(new Date(Number(headers["webhook-timestamp"]) * 1000)),
    }));
    expect(sent.map(({ type }) => type.split(".")[1]).sort()).toEqual(["created", "delivered", "revoked"]);
    for (const { late } of sent) expect(Math.abs(late)).toBeLessThan(30);
  });

  test("an unclaimed grant is reminded after a day, and a link works for 7 days", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", "slow@x.test");
    const grant = await world.grant("slow@x.test");
    expect(Math.abs(secondsUntil(grant.dueAt) - 86_400)).toBeLessThan(30);
    const token = grantLink(grant)?.split("/").at(-1) ?? "";
    const linkEnds = (at: Date) =>
      db().update(grants).set({ linkExpiresAt: at }).where(eq(grants.id, grant.id));
    const views = async () => [
      (await openClaimLink(token, "browser", false)).kind,
      (await readClaimLink(token))?.state,
      ...(await listGrants(db(), world.businessId, { limit: 1 })).map((row) => grantView(row).link),
    ];
    await linkEnds(fromNow(5));
    expect(await views()).toEqual(["consent", "works", "sent"]);
    await linkEnds(fromNow(-5));
    expect(await views()).toEqual(["expired", "expired", "expired"]);
  });

  test("a grant with an end date can be given until then, and ends then", async () => {
    const id = await world.entitlement(guild.id, role("VIP"), []);
    await expect(give(id, "late@x.test", fromNow(-5))).rejects.toThrow("passed already");
    const grant = await give(id, "gift@x.test", fromNow(5));
    const gift = await newUser("gift");
    await world.connect("gift@x.test", gift);
    expect(await rolesOf(guild.id, gift)).toEqual([role("VIP")]);
    expect(Math.abs(secondsUntil((await world.grant("gift@x.test")).dueAt) - 300)).toBeLessThan(30);
    await db()
      .update(grants)
      .set({ expiresAt: sql`now()`, dueAt: sql`now()` })
      .where(eq(grants.id, grant.id));
    await settle();
    expect(await rolesOf(guild.id, gift)).toEqual([]);
  });

  test("a Discord token is refreshed when it ends, not before", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { user } = await customer("carl");
    const { customerId } = await world.grant("carl@x.test");
    const token = () => accessTokenFor(user, [customerId], false);
    const endsAt = (tokenExpiresAt: Date) => db().update(discordAccounts).set({ tokenExpiresAt });
    const first = await token();
    await endsAt(fromNow(5));
    expect(await token()).toBe(first);
    await endsAt(fromNow(-5));
    expect(await token()).not.toBe(first);
  });

  test("a portal session, an API key and an idempotency key last as long as they should", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", "carl@x.test");
    const { customerId, businessId } = await world.grant("carl@x.test");
    const link = await createPortalSessionLink(db(), { id: customerId, email: "carl@x.test" });
    const session = await signInByLink(link.split("/").at(-1) ?? "", null);
    expect(await findPortalSession(db(), session)).toMatchObject({ customerId });

    const call = async (expiresAt: Date) => {
      const key = await createApiKey(db(), { businessId, name: "ci", readOnly: true, expiresAt, actor });
      const headers = { authorization: `Bearer ${key.key}` };
      return admitCall(new Request("http://localhost", { headers })).then(() => "admitted");
    };
    expect(await call(fromNow(5))).toBe("admitted");
    await expect(call(fromNow(-5))).rejects.toMatchObject({ code: "UNAUTHORIZED" });

    const once = (answer: string) =>
      onceInTransaction({ businessId, key: "k", requestHash: "h" }, async () => ({
        status: 200,
        body: answer,
      }));
    await once("first");
    expect(await once("second")).toEqual({ answer: { status: 200, body: "first" }, replayed: true });
  });

  test("a receiver's Retry-After date is kept", async () => {
    await endpoint();
    receiver.respond = (response) =>
      response.writeHead(503, { "retry-after": fromNow(60).toUTCString() }).end();
    await publish();
    const { id } = await onlyDelivery();
    await deliverEvent(id);
    expect(Math.abs((await secondsUntilDue(id)) - 3_600)).toBeLessThan(30);
  });

  test("health names the process whose clock is off, and stays ok", async () => {
    await db().execute(sql`delete from process_clocks`);
    await reportClock("a worker", "worker");
    setOwnClockRight();
    await reportClock("a web process", "web");
    const health = await readHealth();
    expect(health).toMatchObject({ status: "ok", clock: "down" });
    expect(health.clock_ahead_seconds.worker).toBeCloseTo(minutes * 60, -1);
    expect(Math.abs(health.clock_ahead_seconds.web ?? 99)).toBeLessThan(5);
    expect(await readStatus()).toBe("ok");
    await reportClock("a worker", "worker");
    expect((await readHealth()).clock).toBe("ok");
  });
});

test("a running process measures again after its clock was set", async () => {
  await db().execute(sql`delete from process_clocks`);
  const watch = watchClock("worker");
  const ahead = async () => (await readHealth()).clock_ahead_seconds.worker;
  await vi.waitFor(async () => expect(Math.abs((await ahead()) ?? 99)).toBeLessThan(5));
  setOwnClockAhead({ minutes: 10 });
  await vi.waitFor(async () => expect(await ahead()).toBeGreaterThan(590), { timeout: 10_000 });
  expect(Math.abs(secondsUntil(databaseNow()))).toBeLessThan(5);
  watch.stop();
});
