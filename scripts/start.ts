import { runStack } from "./stack/command";

await runStack("start", process.argv.slice(2));
