import { setTimeout as sleep } from "node:timers/promises";
import { withRowLock } from "@/db/lock";
import { RetryLater } from "@/lib/errors";
import { log } from "@/lib/log";
import { syncAccess } from "./sync-access";

/** The lock id of an access, shared by workers and by requests that sync while a customer waits. */
function accessKey(guildId: string, discordUserId: string): string {
  return `${guildId}:${discordUserId}`;
}

/**
 * Syncs now, while a customer waits, for at most `patienceMs`. If that is not enough, the access is still due and a
 * worker continues.
 */
export async function syncWhileWaiting(
  guildId: string,
  discordUserId: string,
  patienceMs: number,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (performance.now() < giveUpAt) {
    try {
      const sync = await withRowLock("accesses", accessKey(guildId, discordUserId), (lock) =>
        syncAccess(guildId, discordUserId, lock, true),
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
