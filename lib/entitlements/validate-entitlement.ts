import { inTransaction } from "@/db/client";
import { failureWords } from "@/lib/discord/failures";
import { obstacleWords, roleObstacle } from "@/lib/discord/roles";
import { GatehouseError, invalid, RetryLater } from "@/lib/errors";
import { checkGuild } from "@/lib/guilds/check-guild";
import { findGuild, type GuildRow } from "@/lib/guilds/guilds";

/**
 * Checks with Discord, on creation and every save, that the bot can give this role in this guild. Throws `invalid`
 * with a message for the field, or `unavailable` when Discord does not answer.
 */
export async function validateTarget(
  businessId: string,
  guildId: string,
  roleId: string | null,
): Promise<GuildRow> {
  await inTransaction((tx) => findGuild(tx, businessId, guildId)).catch((error: unknown) => {
    if (error instanceof GatehouseError && error.code === "not_found")
      throw invalid("This server isn't connected", { guild_id: "Connect this server first" });
    throw error;
  });
  try {
    await checkGuild(guildId, "waiting");
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    throw new GatehouseError(
      "unavailable",
      "Discord isn't responding. Nothing was saved; try again in a moment.",
      {},
      5,
    );
  }
  const guild = await inTransaction((tx) => findGuild(tx, businessId, guildId));
  if (guild.goneChecks > 0 || guild.problem === "discord_bot_removed" || guild.parkedAt)
    throw invalid("The bot is no longer in this server", {
      guild_id: failureWords("discord_bot_removed"),
    });
  if (roleId) requireGivable(guild, roleId);
  return guild;
}

function requireGivable(guild: GuildRow, roleId: string): void {
  const role = guild.snapshot?.roles.find(({ id }) => id === roleId);
  if (!role || !guild.snapshot)
    throw invalid("This server has no such role", { role_id: "This role no longer exists" });
  const obstacle = roleObstacle(role, guild.id, guild.snapshot);
  if (obstacle) throw invalid(`The bot can't give ${role.name}`, { role_id: obstacleWords[obstacle] });
}
