import { spawnSync } from "node:child_process";

/** How to run Postgres' programs: as ourselves, or as another user, because Postgres refuses to run as root. */
export type RunAs = {
  owner?: { uid: number; gid: number };
  command(program: string, args: string[]): [string, string[]];
  ids: { uid?: number; gid?: number };
};

/** `paths` are the files and folders that Postgres must be able to reach. */
export function runAs(paths: string[]): RunAs {
  if (process.getuid?.() !== 0) return { command: (program, args) => [program, args], ids: {} };
  const owner = postgresUser();
  if (paths.every((path) => spawnSync("test", ["-x", path], { ...owner, cwd: "/" }).status === 0))
    return { owner, command: (program, args) => [program, args], ids: owner };
  const asOwner = withAccess(owner);
  const works = paths.every((path) => {
    const [program, args] = asOwner("test", ["-x", path]);
    return spawnSync(program, args, { cwd: "/" }).status === 0;
  });
  if (works) return { owner, command: asOwner, ids: {} };
  throw new Error(
    `Postgres refuses to run as root, and the user with id ${owner.uid} cannot reach ${paths.join(" and ")}.\n` +
      "Move this folder out of a private one (like /root), run as another user, or set DATABASE_URL.",
  );
}

/** Other users cannot enter a folder below /root: keep the one root capability that can, and drop the others. */
function withAccess(owner: { uid: number; gid: number }): RunAs["command"] {
  const flags = [
    "--securebits=+no_setuid_fixup",
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    "--clear-groups",
  ];
  const access = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"];
  return (program, args) => ["setpriv", [...flags, ...access, program, ...args]];
}

function postgresUser(): { uid: number; gid: number } {
  const known = idsOf("postgres");
  if (known) return known;
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", "postgres"]);
  const created = idsOf("postgres") ?? idsOf("nobody");
  if (!created)
    throw new Error("Postgres refuses to run as root, and this system has no other user to run it as");
  return created;
}

function idsOf(name: string): { uid: number; gid: number } | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, name], { encoding: "utf8" }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
