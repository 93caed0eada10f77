import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { businesses, guilds, members } from "@/db/schema";
import { serverView } from "./guild-view";

/** A connected server of one of this person's businesses, for the page after the install, or null. */
export async function readInstalledServer(personId: string, guildId: string) {
  const [found] = await db()
    .select({
      guild: guilds,
      slug: businesses.slug,
      merchant: { name: businesses.name, logoUrl: businesses.logoUrl, brandColor: businesses.brandColor },
    })
    .from(guilds)
    .innerJoin(businesses, eq(businesses.id, guilds.businessId))
    .innerJoin(members, and(eq(members.businessId, businesses.id), eq(members.userId, personId)))
    .where(and(eq(guilds.id, guildId), isNull(guilds.releasedAt)));
  if (!found) return null;
  const { guild, ...business } = found;
  return { ...business, server: serverView(guild) };
}
