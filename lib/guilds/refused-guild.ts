import { eq, sql } from "drizzle-orm";
import { db, inTransaction } from "@/db/client";
import { guilds } from "@/db/schema";
import { countWithin } from "@/lib/rate-counter";
import { mailServerChange } from "./mail-merchant";
import { resumeAccesses } from "./resume-accesses";

/*
 * Two problems that a guild check can't see. Discord reports them when it refuses a call, and only a successful call
 * proves that they are fixed. At each check one access tries; the others wait.
 */
export type RefusalCause = "discord_mfa_required" | "discord_server_full";

export function isRefusalCause(problem: string | null): problem is RefusalCause {
  return problem === "discord_mfa_required" || problem === "discord_server_full";
}

const betweenTriesSeconds = 45;

/** Whether this sync may be the one that tries. Counts as a try. */
export function takeRetryTurn(guildId: string): Promise<boolean> {
  return countWithin(db(), `try-server:${guildId}`, 1, betweenTriesSeconds);
}

/** After a refusal for such a problem: marks the server and emails the merchant once. */
export async function recordRefusal(guildId: string, cause: RefusalCause): Promise<void> {
  await inTransaction(async (tx) => {
    const [guild] = await tx.select().from(guilds).where(eq(guilds.id, guildId)).for("update");
    if (!guild || guild.problem === cause) return;
    const causeSeen = { problem: cause, problemSince: sql`now()`, dueAt: sql`now() + interval '1 minute'` };
    await tx.update(guilds).set(causeSeen).where(eq(guilds.id, guildId));
    await mailServerChange(tx, guildId, guild, 0);
  });
}

/** After a successful call: clears the problem and resumes everybody who waited for it. */
export async function clearRefusal(guildId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const [guild] = await tx.select().from(guilds).where(eq(guilds.id, guildId)).for("update");
    if (!guild || !isRefusalCause(guild.problem)) return;
    await tx.update(guilds).set({ problem: null, problemSince: null }).where(eq(guilds.id, guildId));
    await mailServerChange(tx, guildId, guild, await resumeAccesses(tx, guildId, null));
  });
}
