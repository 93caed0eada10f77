import { eq } from "drizzle-orm";
import { db, inTransaction } from "@/db/client";
import { businesses, members, users } from "@/db/schema";
import { createApiKey } from "@/lib/api-keys";
import type { Actor } from "@/lib/audit";
import { randomToken } from "@/lib/crypto";
import { createEntitlement } from "@/lib/entitlements/create-entitlement";
import { checkGuild } from "@/lib/guilds/check-guild";
import { finishInstall, startInstall } from "@/lib/guilds/connect-guild";
import { attachEntitlement, listProducts } from "@/lib/products/products";
import { control } from "./sandbox-control";
import { reportOf, type Server } from "./server";

export type Owner = { businessId: string; userId: string; actor: Actor };

export async function findOwner(businessId: string): Promise<Owner> {
  const [owner] = await db()
    .select({ id: users.id, email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(businesses, eq(businesses.id, members.businessId))
    .where(eq(businesses.id, businessId))
    .orderBy(members.createdAt)
    .limit(1);
  if (!owner) throw new Error("The demo has no owner");
  return { businessId, userId: owner.id, actor: { kind: "person", id: owner.id, label: owner.email } };
}

/** Adds the bot to one of Mona's servers, with the same round trip that a merchant's browser makes. */
export async function connectServer(owner: Owner, name: string): Promise<string> {
  const { guilds } = await control<{ guilds: { id: string; name: string; owner_id: string }[] }>(
    "/discord/guilds",
  );
  const guild = guilds.find((one) => one.name === name);
  if (!guild) throw new Error(`The sandbox has no server ${name}`);
  const browser = randomToken();
  const url = await inTransaction((tx) => startInstall(tx, { ...owner, browser }));
  const { location } = await control<{ location: string }>("/discord/authorize", {
    url,
    user_id: guild.owner_id,
    guild_id: guild.id,
  });
  const back = new URL(location).searchParams;
  const [state, code, error, iss, guildId] = ["state", "code", "error", "iss", "guild_id"].map((key) =>
    back.get(key),
  );
  const installed = await finishInstall(
    {
      state: state ?? null,
      code: code ?? null,
      error: error ?? null,
      iss: iss ?? null,
      guildId: guildId ?? null,
    },
    { browser, userId: owner.userId, actor: owner.actor },
  );
  if (installed.kind !== "connected") throw new Error(`The server was not connected: ${installed.kind}`);
  return guild.id;
}

/** Moves a role, as a merchant drags it: the bot can only give roles below its own. */
export async function moveRole(guildId: string, roleId: string | null, aboveRoleId: string): Promise<void> {
  await control(`/discord/guilds/${guildId}/move-role`, { role_id: roleId, above: aboveRoleId });
  await checkGuild(guildId, "waiting");
}

export type SetUp = { founderRoleId: string; entitlementIds: string[] };

/** The entitlements and the products that give them. VIP gives the Pro role too, so some roles have two claims. */
export async function makeEntitlements(owner: Owner, server: Server): Promise<SetUp> {
  const { businessId, actor } = owner;
  const made = await control<{ id: string }>(`/discord/guilds/${server.id}/create-role`, {
    name: "Founder",
    color: 0xd9534f,
    position: 5,
  });
  const { roles, bot } = await reportOf(server.id);
  await moveRole(server.id, bot.role_id, made.id);
  const roleId = (name: string) => roles.find((role) => role.name === name)?.id ?? null;
  const create = (name: string, role: string | null, description: string) =>
    createEntitlement(businessId, { name, description, guildId: server.id, roleId: role }, actor);
  const pro = await create("Pro role", roleId("Pro"), "The Pro channels and weekly calls.");
  const vip = await create("VIP role", roleId("VIP"), "The VIP lounge and office hours.");
  const membership = await create("Membership", null, "A place in the community.");
  const founder = await create("Founder badge", made.id, "For those who were there from the start.");
  const products = await inTransaction((tx) => listProducts(tx, businessId, { limit: 50 }));
  const gives = { Pro: [pro], VIP: [vip, pro], Lifetime: [membership, founder] };
  for (const [name, list] of Object.entries(gives)) {
    const product = products.find((one) => one.name === name);
    if (!product) throw new Error(`The shop has no product ${name}`);
    for (const { id } of list)
      await inTransaction((tx) =>
        attachEntitlement(tx, businessId, product.id, id, { existingToo: false }, actor),
      );
  }
  return { founderRoleId: made.id, entitlementIds: [pro.id, vip.id, membership.id, founder.id] };
}

export async function makeKeys({ businessId, actor }: Owner): Promise<void> {
  const keys = { "Website backend": false, "Reporting (read only)": true };
  for (const [name, readOnly] of Object.entries(keys))
    await inTransaction((tx) => createApiKey(tx, { businessId, name, readOnly, expiresAt: null, actor }));
}
