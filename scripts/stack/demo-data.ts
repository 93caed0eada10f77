import { spawn } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { driverOptions } from "../../db/connection-url";
import { signal as sendSignal } from "../processes";
import { tsx } from "./supervised";

/** This file exists while the demo is being seeded. If a start finds it, the last seeding was interrupted. */
const markerOf = (dataDir: string) => join(dataDir, "seeding");

export function seedingWasInterrupted(dataDir: string): boolean {
  return existsSync(markerOf(dataDir));
}

export async function isUnseeded(url: string): Promise<boolean> {
  const sql = postgres({ ...driverOptions(url), max: 1 });
  try {
    const [row] = await sql`select exists (select 1 from businesses) as has_business`;
    return !row?.has_business;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** A trial's mail goes to the sandbox, so it must not run on the data of an installation that serves people. */
export async function refuseForeignData(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [row] = await sql`select count(*) > 0 and not bool_or(slug = 'demo') as foreign from businesses`;
    if (row?.foreign)
      throw new Error(
        "This database (DATABASE_URL) holds another installation's businesses, and in a trial their mail would stay in the sandbox. " +
          "Leave DATABASE_URL out, or set RESEND_API_KEY and EMAIL_FROM.",
      );
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Deletes all of the demo's data: every table, and the sandbox's state. */
export async function clearDemo(url: string, dataDir: string, sandboxStateFile: string): Promise<void> {
  const sql = postgres({ ...driverOptions(url), max: 1 });
  try {
    await sql`drop schema if exists drizzle cascade`;
    await sql`drop schema public cascade`;
    await sql`create schema public`;
  } finally {
    await sql.end({ timeout: 5 });
  }
  rmSync(sandboxStateFile, { force: true });
  rmSync(markerOf(dataDir), { force: true });
}

export async function seed(
  dataDir: string,
  busy: boolean,
  env: NodeJS.ProcessEnv,
  stop: AbortSignal,
): Promise<void> {
  writeFileSync(markerOf(dataDir), "");
  const child = spawn(process.execPath, tsx("scripts/seed.ts", ...(busy ? ["--busy"] : [])), {
    detached: true,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const kill = () => child.pid !== undefined && sendSignal(-child.pid, "SIGKILL");
  stop.addEventListener("abort", kill);
  const code = await new Promise<number>((done) => child.once("close", (status) => done(status ?? 1)));
  stop.removeEventListener("abort", kill);
  stop.throwIfAborted();
  if (code !== 0) throw new Error(`The demo could not be seeded:\n${errors.trim()}`);
  rmSync(markerOf(dataDir), { force: true });
}
