import { inTransaction } from "@/db/client";
import { failureWords } from "@/lib/discord/failures";
import { obstacleWords, roleObstacle } from "@/lib/discord/roles";
import { GatehouseError, invalid, RetryLater } from "@/lib/errors";
import { checkGuild } from "@/lib/guilds/check-guild";
import { findGuild, type GuildRow } from "@/lib/guilds/guilds";

/**
 * Asks Discord, at create and at every save, whether the bot can give this role in this guild. Throws `invalid`
 * with words for the field, `not_found` for a guild that is not connected, `unavailable` when Discord is away.
 */
export async function validateTarget(
  businessId: string,
  guildId: string,
  roleId: string | null,
): Promise<GuildRow> {
  await inTransaction((tx) => findGuild(tx, businessId, guildId)).catch((error: unknown) => {
    if (error instanceof GatehouseError && error.code === "not_found")
      throw invalid("This server is not connected", { guild_id: "Connect this server first" });
    throw error;
  });
  try {
    await checkGuild(guildId, "waiting");
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    throw new GatehouseError(
      "unavailable",
      "Discord did not answer. Nothing was saved; try again in a moment.",
      {},
      5,
    );
  }
  const guild = await inTransaction((tx) => findGuild(tx, businessId, guildId));
  if (guild.goneChecks > 0 || guild.problem === "discord_bot_removed" || guild.parkedAt)
    throw invalid("The bot is not in this server any more", {
      guild_id: failureWords("discord_bot_removed"),
    });
  if (roleId) requireGivable(guild, roleId);
  return guild;
}

function requireGivable(guild: GuildRow, roleId: string): void {
  const role = guild.snapshot?.roles.find(({ id }) => id === roleId);
  if (!role || !guild.snapshot)
    throw invalid("There is no such role in this server", { role_id: "This role does not exist (any more)" });
  const obstacle = roleObstacle(role, guild.id, guild.snapshot);
  if (obstacle) throw invalid(`The bot can't give ${role.name}`, { role_id: obstacleWords[obstacle] });
}
