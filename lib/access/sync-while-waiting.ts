import { setTimeout as sleep } from "node:timers/promises";
import { withRowLock } from "@/db/lock";
import { RetryLater } from "@/lib/errors";
import { log } from "@/lib/log";
import { syncAccess } from "./sync-access";

/** The id under which one access is locked: by workers, and by a request that syncs while a customer waits. */
function accessKey(guildId: string, discordUserId: string): string {
  return `${guildId}:${discordUserId}`;
}

/**
 * Syncs now, while somebody waits for it, for at most `patienceMs`. Whatever does not come about in that time
 * is not lost: the access is due, and a worker goes on with it.
 */
export async function syncWhileWaiting(
  guildId: string,
  discordUserId: string,
  patienceMs: number,
): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (Date.now() < giveUpAt) {
    try {
      const sync = await withRowLock("accesses", accessKey(guildId, discordUserId), (lock) =>
        syncAccess(guildId, discordUserId, lock),
      );
      if (!sync.busy) return;
    } catch (error) {
      if (!(error instanceof RetryLater)) {
        log.error({ error, guild: guildId }, "sync while a customer waits failed; a worker will try again");
        return;
      }
      if (error.seconds > 2) return;
    }
    await sleep(200);
  }
}
