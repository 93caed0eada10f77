import { and, desc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { customers, emails } from "@/db/schema";
import { openWorld } from "@/test/world/merchant-world";
import { languageOfCustomer, noteDiscordLanguage, noteLanguage, pickLanguage } from "./customer-language";
import { requestPortalLink } from "./portal/sign-in-link";

test("a customer is written to as they picked, else as their browser, else as Discord", async () => {
  const world = await openWorld();
  await world.buy("Pro", "kim@x.test");
  const kim = async () => {
    const [row] = await db().select().from(customers).where(eq(customers.email, "kim@x.test"));
    if (!row) throw new Error("the customer is gone");
    return row;
  };
  const language = async () => inTransaction(async (tx) => languageOfCustomer(tx, await kim()));
  const { id } = await kim();
  expect(await language()).toBe("en");
  await inTransaction((tx) => noteDiscordLanguage(tx, id, "fr"));
  expect(await language()).toBe("fr");
  await inTransaction((tx) => noteLanguage(tx, id, "de"));
  await inTransaction((tx) => noteDiscordLanguage(tx, id, "ja"));
  await inTransaction((tx) => noteLanguage(tx, id, null));
  expect(await language()).toBe("de");
  await inTransaction((tx) => pickLanguage(tx, [id], "ko"));
  expect(await language()).toBe("ko");

  await requestPortalLink("kim@x.test", null, { picked: null, browser: "it" });
  const [mail] = await db()
    .select()
    .from(emails)
    .where(and(eq(emails.to, "kim@x.test"), eq(emails.template, "portal-sign-in")))
    .orderBy(desc(emails.createdAt));
  expect(mail?.language).toBe("ko");
});
