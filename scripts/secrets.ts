import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Secrets = { authSecret: string; encryptionKeys: string; postgresPassword: string };

/** Secrets that this installation generated once for itself; only the owner can read the file. */
export function readOrMakeSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "secrets.json");
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(newSecrets(), null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
  return JSON.parse(readFileSync(file, "utf8")) as Secrets;
}

function newSecrets(): Secrets {
  return {
    authSecret: randomBytes(32).toString("base64url"),
    encryptionKeys: `first:${randomBytes(32).toString("base64")}`,
    postgresPassword: randomBytes(18).toString("hex"),
  };
}
