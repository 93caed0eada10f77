import { runStack } from "./stack/command";

await runStack("dev", process.argv.slice(2));
