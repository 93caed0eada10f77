import { releaseAbandonedPostgres } from "../postgres";
import { end } from "../processes";
import { orphans } from "./running";

/** After a supervisor was killed: lets its processes finish, then stops the Postgres that nobody uses any more. */
const dataDir = process.argv[2] ?? "";
await Promise.all(orphans(dataDir).map((child) => end(child, "SIGTERM", 10_000, "SIGKILL")));
await releaseAbandonedPostgres(dataDir);
