import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Journal = { entries: { idx: number; when: number; tag: string }[] };

test("every migration is in the journal, in its order: a database runs no other", () => {
  const { entries } = JSON.parse(readFileSync("db/migrations/meta/_journal.json", "utf8")) as Journal;
  const files = readdirSync("db/migrations").filter((name) => name.endsWith(".sql"));
  expect(entries.map(({ tag }) => `${tag}.sql`)).toEqual(files.sort());
  expect(entries.map(({ idx }) => idx)).toEqual(files.map((_, index) => index));
  // One whose time lies before an applied one's is skipped.
  expect(entries.map(({ when }) => when)).toEqual(entries.map(({ when }) => when).sort((a, b) => a - b));
});
