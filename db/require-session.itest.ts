import { expect, test } from "vitest";
import { openConnection } from "./client";
import { requireSession } from "./require-session";

test("a database of its own gives every connection a session", () => requireSession());

test("a pooler in transaction mode is named, with what to set", async () => {
  const open = async () => {
    const connection = await openConnection("session");
    let pid = 0;
    // As PgBouncer does: whoever asks outside a transaction may get another server process each time.
    return Object.assign(Object.create(connection), { run: async () => [{ pid: ++pid }] });
  };
  await expect(requireSession(open)).rejects.toThrow("DATABASE_SESSION_URL");
});
