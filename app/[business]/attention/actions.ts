"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { checkGuild } from "@/lib/access/check-guild";
import { type ActionResult, memberAction } from "@/lib/auth";
import { findGuild } from "@/lib/discord/guilds";
import { GatehouseError, RetryLater } from "@/lib/errors";

/** Looks at the server in Discord now. What waited for a cause that is gone goes on by itself. */
export async function checkServer(slug: string, guildId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, inTransaction }) => {
    const { id } = await inTransaction((tx) => findGuild(tx, business.id, z.string().parse(guildId)));
    try {
      await checkGuild(id, "waiting");
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
      throw new GatehouseError("unavailable", "Discord did not answer just now. Try again in a moment.");
    }
    refresh();
    return null;
  });
}
