"use server";
import { refresh } from "next/cache";
import { type ActionResult, memberAction } from "@/lib/auth";
import { releaseGuild } from "@/lib/guilds/guilds";

/** Lets go of a server, so that another business may connect it. */
export async function disconnectServer(slug: string, guildId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => releaseGuild(tx, business.id, String(guildId), actor));
    refresh();
    return null;
  });
}
