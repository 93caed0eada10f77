import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { run, runNode } from "./child";

const systemPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A browser for the journeys: the system's, else Playwright's, else (as root on Debian) one from apt. */
export async function findChromium(): Promise<string | undefined> {
  const given = process.env.E2E_CHROMIUM;
  if (given) return given;
  const ready = [...systemPaths, chromium.executablePath()].find(works);
  if (ready) return ready;
  console.log("No Chromium found; installing Playwright's");
  await runNode("node_modules/@playwright/test/cli.js", ["install", "chromium"]);
  if (works(chromium.executablePath())) return chromium.executablePath();
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Debian's Chromium");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env });
  }
  return systemPaths.find(works);
}

function works(program: string): boolean {
  return existsSync(program) && spawnSync(program, ["--version"]).status === 0;
}
