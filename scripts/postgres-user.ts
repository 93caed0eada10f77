import { spawnSync } from "node:child_process";

/** How to run Postgres' programs: as ourselves, or, since Postgres refuses to run as root, as somebody else. */
export type RunAs = {
  owner?: { uid: number; gid: number };
  command(program: string, args: string[]): [string, string[]];
  ids: { uid?: number; gid?: number };
};

/** `places` are the files and folders that Postgres must be able to reach. */
export function runAs(places: string[]): RunAs {
  if (process.getuid?.() !== 0) return { command: (program, args) => [program, args], ids: {} };
  const owner = postgresUser();
  if (places.every((place) => spawnSync("test", ["-x", place], { ...owner, cwd: "/" }).status === 0))
    return { owner, command: (program, args) => [program, args], ids: owner };
  const asOwner = withAccess(owner);
  const works = places.every((place) => {
    const [program, args] = asOwner("test", ["-x", place]);
    return spawnSync(program, args, { cwd: "/" }).status === 0;
  });
  if (works) return { owner, command: asOwner, ids: {} };
  throw new Error(
    `Postgres does not run as root, and the user with id ${owner.uid} cannot reach ${places.join(" and ")}.\n` +
      "Move this folder out of a private one (like /root), run as another user, or set DATABASE_URL.",
  );
}

/** A folder below /root is closed to others: keep the one capability that opens it, drop all else of root. */
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
  const made = idsOf("postgres") ?? idsOf("nobody");
  if (!made) throw new Error("Postgres does not run as root, and this system has no other user to run it as");
  return made;
}

function idsOf(name: string): { uid: number; gid: number } | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, name], { encoding: "utf8" }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
