import { z } from "zod";
import { Refusal } from "../refusal";
import { deauthorize } from "./consent";
import type { Discord } from "./discord";
import { personOf } from "./manual-actions";
import { guildCount, removeMember } from "./members";
import { newPerson } from "./seed";
import { newSnowflake } from "./snowflake";

const username = z.string().regex(/^[a-z0-9_.]{2,32}$/, "2 to 32 of a–z, 0–9, full stop and underscore");
export const userInput = z.object({ username, display_name: z.string().min(1).max(32).optional() });

export function createUser(discord: Discord, given: string, displayName: string = capital(given)): string {
  const parsed = username.safeParse(given);
  if (!parsed.success) throw new Refusal("A username has 2 to 32 of a–z, 0–9, full stop and underscore.");
  for (const known of discord.users.values()) {
    if (known.username === given) throw new Refusal(`The username ${given} is taken.`);
  }
  const id = newSnowflake(discord.now());
  discord.users.set(id, newPerson(id, given, displayName));
  discord.changed();
  return id;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export const userSetInput = z.object({
  guild_count: z.number().int().min(0).optional(),
  verified: z.boolean().optional(),
  join_limited: z.boolean().optional(),
  nitro: z.boolean().optional(),
  deleted: z.boolean().optional(),
});

export function setUser(discord: Discord, userId: string, input: z.infer<typeof userSetInput>): void {
  const known = personOf(discord, userId);
  known.verified = input.verified ?? known.verified;
  known.joinLimited = input.join_limited ?? known.joinLimited;
  known.nitro = input.nitro ?? known.nitro;
  if (input.guild_count !== undefined) {
    known.otherGuilds = input.guild_count - (guildCount(discord, userId) - known.otherGuilds);
  }
  if (input.deleted !== undefined) known.deleted = input.deleted;
  if (input.deleted) {
    for (const guild of discord.guilds.values()) removeMember(guild, userId);
    deauthorize(discord, userId);
  }
  discord.changed();
}

/** A person as control calls report them. */
export function personReport(discord: Discord, userId: string) {
  const known = personOf(discord, userId);
  const validTokens = [...discord.accessTokens.values()].filter((token) => token.userId === userId);
  return {
    id: known.id,
    username: known.username,
    display_name: known.displayName,
    bot: known.bot,
    verified: known.verified,
    deleted: known.deleted,
    guild_count: guildCount(discord, userId),
    authorized_scopes: discord.authorizations.get(userId) ?? [],
    access_tokens: validTokens.length,
  };
}
