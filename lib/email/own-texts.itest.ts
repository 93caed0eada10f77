import { beforeAll, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { auditEntries, businesses } from "@/db/schema";
import { findOwnWords, ownWords, saveOwnWords } from "./own-texts";
import { renderSample, sendTestEmail } from "./try-email";

const actor = { kind: "person", id: "usr_1", label: "Ana" } as const;
const reader = { id: "usr_1", email: "ana@example.com" };
const about = { template: "join-discord", language: "de" } as const;

beforeAll(async () => {
  for (const id of ["bus_1", "bus_2"])
    await db()
      .insert(businesses)
      .values({ id, slug: id.replace("_", "-"), name: id });
});

const save = (businessId: string, words: { subject: string; intro: string }) =>
  inTransaction((tx) => saveOwnWords(tx, businessId, about, ownWords.parse(words), actor));

test("own words belong to one business, one email and one language, and empty ones give ours back", async () => {
  await save("bus_1", { subject: "Willkommen bei {business}", intro: "" });
  const find = (business: string, template: "join-discord" | "access-ready", language: string | null) =>
    findOwnWords(db(), business, template, language);
  expect(await find("bus_1", "join-discord", "de")).toEqual({
    subject: "Willkommen bei {business}",
    intro: null,
  });
  for (const other of [
    await find("bus_2", "join-discord", "de"),
    await find("bus_1", "access-ready", "de"),
    await find("bus_1", "join-discord", null),
  ])
    expect(other).toEqual({ subject: null, intro: null });
  await save("bus_1", { subject: "  ", intro: "" });
  expect(await find("bus_1", "join-discord", "de")).toEqual({ subject: null, intro: null });
  const log = await db().select({ action: auditEntries.action }).from(auditEntries);
  expect(log).toEqual([{ action: "business.email_text_changed" }, { action: "business.email_text_changed" }]);
});

test("only emails to customers about access have own words", async () => {
  const saved = inTransaction((tx) =>
    saveOwnWords(tx, "bus_1", { template: "sign-in", language: "en" }, { subject: "x", intro: null }, actor),
  );
  await expect(saved).rejects.toMatchObject({ code: "invalid" });
});

test.each([
  [{ subject: "Hi {name}", intro: "" }, "subject", "{name} means nothing"],
  [{ subject: "", intro: "{a b}" }, "intro", "{a b} means nothing"],
  [{ subject: "x".repeat(151), intro: "" }, "subject", "At most 150"],
])("%o is refused, and it says why", (words, field, why) => {
  const { error } = ownWords.safeParse(words);
  expect(error?.issues[0]).toMatchObject({ path: [field], message: expect.stringContaining(why) });
});

test("a test email goes to its asker only, and not without end", async () => {
  const [business] = await db().select().from(businesses).limit(1);
  if (!business) throw new Error("no business");
  const words = { subject: "Hallo {business}", intro: null };
  expect((await renderSample(business, about, words, reader)).subject).toBe(`Hallo ${business.name}`);
  const send = () => inTransaction((tx) => sendTestEmail(tx, business, about, reader));
  for (let n = 0; n < 20; n++) await send();
  await expect(send()).rejects.toMatchObject({ code: "too_many_requests" });
});
