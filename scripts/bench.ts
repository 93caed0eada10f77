import { runBenches } from "../bench/run";

process.exit((await runBenches(process.argv.slice(2))) ? 0 : 1);
