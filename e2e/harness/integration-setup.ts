import { afterAll, inject } from "vitest";
import { openTestWorld } from "./database";

const level = process.env.LOG_LEVEL ?? "silent";
const world = await openTestWorld(inject("databaseServer"));
const { log } = await import("../../lib/log");
log.level = level;

afterAll(async () => {
  // The pool of the file's own tests must be closed before its database can be dropped.
  const { closeDatabase } = await import("../../db/client");
  await closeDatabase();
  await world.close();
});
