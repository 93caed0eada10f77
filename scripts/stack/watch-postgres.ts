import type { Database } from "../database";

type Watch = { patience: number; onRevived(): void; onGiveUp(message: string): void };

/** Starts the embedded Postgres again when it dies; it is nobody's child, so nobody is told. */
export function watchPostgres(database: Database, { patience, onRevived, onGiveUp }: Watch): () => void {
  let reviving = false;
  let stopped = false;
  let deaths: number[] = [];

  async function look(): Promise<void> {
    if (reviving || stopped || database.isUp()) return;
    reviving = true;
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < 60_000), now];
    try {
      if (deaths.length >= patience) throw new Error(`Postgres ended ${deaths.length} times within a minute`);
      console.log("Postgres ended; starting it again");
      await database.revive();
      onRevived();
    } catch (error) {
      onGiveUp(error instanceof Error ? error.message : String(error));
    } finally {
      reviving = false;
    }
  }

  const timer = setInterval(() => void look(), 250);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
