import { inTransaction } from "@/db/client";
import { syncWhileWaiting } from "@/lib/access/sync-while-waiting";
import type { DiscordUser } from "@/lib/discord/api";
import type { Tokens } from "@/lib/discord/oauth";
import { type OpenedState, setOutcome } from "@/lib/discord/oauth-state";
import type { AuthorizationResult } from "./authorization-result";
import { linkCustomer } from "./link-customer";

/** Links the account to the customer, connects their grants to it, and syncs access while they wait. */
export async function linkAccount(
  state: OpenedState,
  user: DiscordUser,
  tokens: Tokens,
): Promise<AuthorizationResult> {
  const linked = await inTransaction(async (tx) => {
    const result = await linkCustomer(tx, state, user, tokens);
    await setOutcome(
      tx,
      state.id,
      result.ok ? { kind: "linked", discordUserId: user.id } : { kind: "refused", why: result.why },
    );
    return result;
  });
  if (!linked.ok) return { kind: "refused", why: linked.why, stateId: state.id };
  for (const guildId of linked.guildIds)
    await syncWhileWaiting(guildId, user.id, 6_000 / linked.guildIds.length);
  return { kind: "linked", stateId: state.id };
}
