import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { ofAccess } from "@/db/of-access";
import { accesses, accessRoles, guilds, type Lane, lanes } from "@/db/schema";
import { type Claim, claimsOf } from "@/lib/grants/claims";

type Access = typeof accesses.$inferSelect;
type LedgerRow = typeof accessRoles.$inferSelect;
export type AccessState = {
  access: Access;
  guild: typeof guilds.$inferSelect;
  claims: Claim[];
  ledger: LedgerRow[];
  lane: Lane;
  /** Another access replaces this one and isn't settled yet. Until it is, nothing may be taken away. */
  handingOver: boolean;
};

/** A consistent snapshot of what the database says about one access; null when there is none. */
export async function readState(guildId: string, discordUserId: string): Promise<AccessState | null> {
  return db().transaction(
    async (tx) => {
      const [row] = await tx
        .select({ access: accesses, guild: guilds })
        .from(accesses)
        .innerJoin(guilds, eq(guilds.id, accesses.guildId))
        .where(ofAccess(accesses, { guildId, discordUserId }));
      if (!row) return null;
      const ledger = await tx
        .select()
        .from(accessRoles)
        .where(ofAccess(accessRoles, { guildId, discordUserId }));
      const claims = await claimsOf(tx, guildId, discordUserId);
      const handover = await tx.execute<{ waits: boolean }>(handoverUnsettled(guildId, discordUserId));
      return {
        ...row,
        ledger,
        claims,
        lane: laneOf(row.access.lane),
        handingOver: handover[0]?.waits ?? false,
      };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

function laneOf(number: number): Lane {
  return number === lanes.waiting ? "waiting" : number === lanes.revoke ? "revoke" : "bulk";
}

/** Whether the customer's new account or the entitlement's new guild must be served before this access. */
const handoverUnsettled = (guildId: string, discordUserId: string) => sql`
  select exists (
    select from account_switches s
    join accesses new on new.guild_id = ${guildId} and new.discord_user_id = s.to_user_id
    where s.from_user_id = ${discordUserId} and s.at > now() - interval '1 day' and new.gen > new.applied
  ) or exists (
    select from entitlements e
    join grants g on g.entitlement_id = e.id and g.discord_user_id = ${discordUserId} and g.status <> 'revoked'
    join accesses new on new.guild_id = e.guild_id and new.discord_user_id = g.discord_user_id
    where e.previous_guild_id = ${guildId} and e.guild_id <> ${guildId} and new.gen > new.applied
  ) or exists (
    select from bulk_runs run
    join grants g on g.entitlement_id = run.input->>'entitlementId' and g.discord_user_id = ${discordUserId} and g.status <> 'revoked'
    join entitlements e on e.id = g.entitlement_id and e.guild_id <> ${guildId}
    where run.kind = 'move_entitlement' and run.due_at is not null and run.input->>'guildId' = ${guildId} and g.id > coalesce(run.cursor, '')
  ) as waits`;
