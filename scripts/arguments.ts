import { type ParseArgsConfig, parseArgs } from "node:util";

/** Parses a command's options; on `--help` prints the help and ends, on a mistake says it and ends with 64. */
export function readArguments<Options extends NonNullable<ParseArgsConfig["options"]>>(
  help: string,
  options: Options,
) {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2),
      options: { ...options, help: { type: "boolean" } },
    });
    if (!("help" in values && values.help)) return values;
  } catch (error) {
    misused(help, error instanceof Error ? error.message : String(error));
  }
  console.log(help);
  process.exit(0);
}

export function misused(help: string, words: string): never {
  console.error(`${words}\n\n${help}`);
  process.exit(64);
}
