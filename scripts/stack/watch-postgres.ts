import type { Database } from "../database";

type Watch = { patience: number; onRevived(): void; onGiveUp(message: string): void };

/** Restarts the embedded Postgres when it dies. It is no child process of ours, so no event reports its death. */
export function watchPostgres(database: Database, { patience, onRevived, onGiveUp }: Watch): () => void {
  let reviving = false;
  let stopped = false;
  let deaths: number[] = [];

  async function check(): Promise<void> {
    if (reviving || stopped || database.isUp()) return;
    reviving = true;
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < 60_000), now];
    try {
      if (deaths.length >= patience) throw new Error(`Postgres ended ${deaths.length} times within a minute`);
      console.log("Postgres ended; restarting it");
      await database.revive();
      onRevived();
    } catch (error) {
      onGiveUp(error instanceof Error ? error.message : String(error));
    } finally {
      reviving = false;
    }
  }

  const timer = setInterval(() => void check(), 250);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
