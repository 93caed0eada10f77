import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readHolder } from "./lock";
import { releaseAbandonedPostgres } from "./postgres";
import { identify, isAlive } from "./processes";

const prefix = "gatehouse-run-";

/** A data folder for one test run or bench. Folders of runs that were killed are removed first. */
export async function temporaryDataDir(): Promise<string> {
  for (const name of readdirSync(tmpdir())) {
    if (name.startsWith(prefix)) await removeIfAbandoned(join(tmpdir(), name));
  }
  const dataDir = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(dataDir, 0o755);
  writeFileSync(join(dataDir, "owner.json"), JSON.stringify(identify(process.pid)));
  return dataDir;
}

async function removeIfAbandoned(dataDir: string): Promise<void> {
  try {
    const owner = readHolder(join(dataDir, "owner.json"));
    if (!owner || isAlive(owner)) return;
    await releaseAbandonedPostgres(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  } catch {
    // It belongs to another user, or another run is removing it.
  }
}
