import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);

type Esbuild = { build(options: Record<string, unknown>): Promise<unknown> };

const banner = `import { createRequire as makeRequire } from "node:module";
const require = makeRequire(import.meta.url);
const __filename = new URL(import.meta.url).pathname;
const __dirname = __filename.replace(/[/][^/]*$/, "");`;

/**
 * Bundles a process of the product into one file, which starts in a third of a second. A worker that is killed every
 * second would otherwise only load modules.
 */
export async function bundle(entry: string, folder: string): Promise<string> {
  const { build } = createRequire(require.resolve("tsx"))("esbuild") as Esbuild;
  const outfile = join(folder, `${entry.replaceAll(/[/.]/g, "-")}.mjs`);
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    jsx: "automatic",
    minify: true,
    keepNames: true,
    define: { "process.env.NODE_ENV": '"production"' },
    tsconfig: join(root, "tsconfig.json"),
    banner: { js: banner },
    logLevel: "error",
  });
  return outfile;
}
