import { beforeEach, describe, expect, test } from "vitest";
import { openWorld, type World } from "@/test/world/merchant-world";
import { control, newUser, rolesOf } from "@/test/world/sandbox-world";

let world: World;
let guild: { id: string; roles: Record<string, string> };
const role = (name: string) => guild.roles[name] ?? "";

beforeEach(async () => {
  world = await openWorld();
  guild = await world.guild();
});

describe("from sale to role", () => {
  test("a purchase becomes a pending grant and one email, and after consent a role", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", "carl@x.test");
    expect(await world.statuses("carl@x.test")).toEqual(["pending"]);
    const mails = await control<{ subject: string }[]>("/inbox?to=carl@x.test");
    expect(mails).toHaveLength(1);
    const carl = await newUser("carl");
    expect(await world.connect("carl@x.test", carl)).toMatchObject({ kind: "linked" });
    expect(await rolesOf(guild.id, carl)).toEqual([role("Pro")]);
    const grant = await world.grant("carl@x.test");
    expect(grant.status).toBe("delivered");
    expect(await world.published(grant.id)).toEqual(["created", "delivered"]);
    expect((await world.access(guild.id, carl))?.joinedByUs).toBe(true);
  });

  test("an entitlement without a role gives membership only", async () => {
    await world.entitlement(guild.id, null, ["Lifetime"]);
    await world.buy("Lifetime", "cora@x.test");
    const cora = await newUser("cora");
    await world.connect("cora@x.test", cora);
    expect(await rolesOf(guild.id, cora)).toEqual([]);
    expect(await world.statuses("cora@x.test")).toEqual(["delivered"]);
  });

  test("connecting after a cancellation gives nothing", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { subscription_id } = await world.buy("Pro", "dave@x.test");
    await world.subscription(subscription_id, "cancel");
    expect(await world.statuses("dave@x.test")).toEqual(["revoked"]);
    await expect(world.connect("dave@x.test", await newUser("dave"))).rejects.toThrow("no link");
  });
});

describe("from role to revoked", () => {
  test.each([
    ["cancel", "subscription_cancelled"],
    ["pause", "subscription_paused"],
    ["hold", "subscription_on_hold"],
    ["expire", "subscription_expired"],
  ])("%s takes the role: %s", async (verb, reason) => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    const carl = await newUser("carl");
    await world.connect("carl@x.test", carl);
    await world.subscription(subscription_id, verb);
    expect(await rolesOf(guild.id, carl)).toEqual([]);
    expect(await world.grant("carl@x.test")).toMatchObject({ status: "revoked", revocationReason: reason });
  });

  test("when two purchases give one role, ending one keeps it and ending both takes it", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("Pro"), ["Lifetime"]);
    const pro = await world.buy("Pro", "carl@x.test");
    const carl = await newUser("carl");
    await world.connect("carl@x.test", carl);
    const lifetime = await world.buy("Lifetime", "carl@x.test");
    expect(await world.statuses("carl@x.test")).toEqual(["delivered", "delivered"]);
    await world.subscription(pro.subscription_id, "cancel");
    expect(await rolesOf(guild.id, carl)).toEqual([role("Pro")]);
    expect(await world.statuses("carl@x.test")).toEqual(["revoked", "delivered"]);
    await world.payment(lifetime.payment_id, "refund");
    expect(await rolesOf(guild.id, carl)).toEqual([]);
    expect(await world.statuses("carl@x.test")).toEqual(["revoked", "revoked"]);
  });

  test("recovering from a hold restores the same grant without a new consent", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    const carl = await newUser("carl");
    await world.connect("carl@x.test", carl);
    const before = await world.grant("carl@x.test");
    await world.subscription(subscription_id, "hold");
    await world.subscription(subscription_id, "activate");
    const after = await world.grant("carl@x.test");
    expect(after).toMatchObject({ id: before.id, status: "delivered", revocationReason: null });
    expect(await rolesOf(guild.id, carl)).toEqual([role("Pro")]);
    expect(await world.published(after.id)).toEqual(["created", "delivered", "revoked", "delivered"]);
  });

  test("a plan change between plans that share an entitlement changes nothing in Discord", async () => {
    await world.entitlement(guild.id, role("Member"), ["Pro", "VIP"]);
    await world.entitlement(guild.id, role("VIP"), ["VIP"]);
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    const carl = await newUser("carl");
    await world.connect("carl@x.test", carl);
    await world.subscription(subscription_id, "change-plan", { product: "VIP" });
    expect((await rolesOf(guild.id, carl))?.sort()).toEqual([role("Member"), role("VIP")].sort());
    await world.subscription(subscription_id, "change-plan", { product: "Pro" });
    expect(await rolesOf(guild.id, carl)).toEqual([role("Member")]);
    const { audit_log } = await control<{ audit_log: { action: string; role_id?: string }[] }>(
      `/discord/guilds/${guild.id}`,
    );
    expect(audit_log.filter(({ role_id }) => role_id === role("Member"))).toHaveLength(1);
  });
});
