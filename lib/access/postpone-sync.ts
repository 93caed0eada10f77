import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { ofAccess } from "@/db/of-access";
import { accesses, grants, guilds } from "@/db/schema";
import { discordAway } from "@/lib/discord/outage";
import { CredentialsRefused } from "@/lib/discord/problems";
import type { RetryLater } from "@/lib/errors";
import { findGrant } from "@/lib/grants/find-grants";
import { moveGrant } from "@/lib/grants/move-grant";
import type { AccessState } from "./read-state";
import { GuildInDoubt } from "./sync-errors";

const longestPauseSeconds = 60;
/** The same count parks a row with a bug after ten tries, so that trouble at Discord must not use it up. */
const mostCounted = 7;
const longestWaitSeconds = 3600;

/**
 * Makes the access due again, with growing, jittered pauses of up to a minute, or when Discord said that it may be
 * tried again. There is no last attempt. From the second failure on, and while Discord is away, waiting grants show
 * that Discord is unavailable; once it answers again, `recordAnswer` makes them due at once.
 */
export async function postponeSync(state: AccessState, error: RetryLater, watched = false): Promise<void> {
  const { access, guild } = state;
  const counts = error.trouble && !watched;
  const attempts = Math.max(access.attempts, Math.min(mostCounted, access.attempts + (counts ? 1 : 0)));
  const backoff = counts
    ? Math.min(longestPauseSeconds, 2 ** Math.min(attempts, 12)) * (0.5 + Math.random() / 2)
    : 0;
  const seconds = Math.min(longestWaitSeconds, Math.max(error.seconds, attempts > 1 ? backoff : 0));
  await inTransaction(async (tx) => {
    await tx
      .update(accesses)
      .set({
        attempts,
        lastError: error.message,
        // A newer change of claims has already made it due; that must not be postponed.
        dueAt: sql`case when ${accesses.gen} > ${access.gen} then now() else clock_timestamp() + make_interval(secs => ${seconds}) end`,
      })
      .where(ofAccess(accesses, access));
    if (error instanceof GuildInDoubt)
      await tx
        .update(guilds)
        .set({ dueAt: sql`least(due_at, now())` })
        .where(and(eq(guilds.id, guild.id), eq(guilds.goneChecks, 0)));
    if (error instanceof CredentialsRefused) await failWaiting(tx, state);
    else if ((error.trouble && attempts >= 2) || error.message === discordAway)
      await markUnavailable(tx, state);
  });
}

async function markUnavailable(tx: Tx, { claims }: AccessState): Promise<void> {
  const waiting = claims
    .filter(({ live, status }) => live && status === "pending")
    .map(({ grantId }) => grantId);
  if (waiting.length === 0) return;
  await tx
    .update(grants)
    .set({ errorCode: "discord_unavailable", errorSince: sql`now()` })
    .where(and(inArray(grants.id, waiting), eq(grants.status, "pending"), isNull(grants.errorCode)));
}

async function failWaiting(tx: Tx, { guild, claims }: AccessState): Promise<void> {
  for (const { grantId, live, status } of claims) {
    if (!live || status !== "pending") continue;
    const grant = await findGrant(tx, guild.businessId, grantId);
    if (grant.status === "pending")
      await moveGrant(tx, grant, { to: "failed", code: "discord_credentials_invalid" });
  }
}
