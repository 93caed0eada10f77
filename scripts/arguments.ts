import { type ParseArgsConfig, parseArgs } from "node:util";

/** Parses a command's options. `--help` prints the help and exits; a mistake is explained and exits with 64. */
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
    refuse(help, error instanceof Error ? error.message : String(error));
  }
  console.log(help);
  process.exit(0);
}

export function refuse(help: string, message: string): never {
  console.error(`${message}\n\n${help}`);
  process.exit(64);
}
