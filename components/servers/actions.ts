"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction, orUnavailable, provenAction } from "@/lib/actions";
import { listEntitlements } from "@/lib/entitlements/find-entitlements";
import { checkGuild } from "@/lib/guilds/check-guild";
import { findGuild } from "@/lib/guilds/guilds";
import { releaseGuild } from "@/lib/guilds/release-guild";

/** Disconnects a server so that another business can connect it. */
export async function disconnectServer(slug: string, guildId: string): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => releaseGuild(tx, business.id, String(guildId), actor));
    refresh();
    return null;
  });
}

/** Checks the server in Discord now. Everything that waited for a problem that's gone resumes. */
export async function checkServer(
  slug: string,
  guildId: string,
): Promise<ActionResult<{ problems: string[] }>> {
  return memberAction(slug, "admin", async ({ business, inTransaction }) => {
    const { id } = await inTransaction((tx) => findGuild(tx, business.id, z.string().parse(guildId)));
    await orUnavailable(checkGuild(id, "waiting"), "Discord didn't respond. Try again in a moment.");
    refresh();
    return { problems: await inTransaction((tx) => problemsLeft(tx, business.id, id)) };
  });
}

type Tx = Parameters<typeof findGuild>[0];

/** The problems the check still found: failure codes of the server and of the roles given there. */
async function problemsLeft(tx: Tx, businessId: string, guildId: string): Promise<string[]> {
  const guild = await findGuild(tx, businessId, guildId);
  const given = await listEntitlements(tx, businessId, { limit: 500 });
  const ofRoles = given.filter((each) => each.guildId === guildId).map(({ problem }) => problem);
  return [guild.problem, ...ofRoles].filter((code) => code !== null);
}
