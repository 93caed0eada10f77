import { asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { auditEntries, businesses, emails } from "@/db/schema";
import { system } from "./audit";
import { newId } from "./ids";
import { invitePerson } from "./members";

test("each invitation is one email, keyed by its entry in the audit log", async () => {
  const id = newId("business");
  await db().insert(businesses).values({ id, slug: id.toLowerCase(), name: "Demo" });
  const person = { business: { id }, email: "ana@x.test", actor: system };
  await inTransaction((tx) => invitePerson(tx, { ...person, role: "viewer" }));
  await inTransaction((tx) => invitePerson(tx, { ...person, role: "admin" }));
  const lines = await db()
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.businessId, id))
    .orderBy(asc(auditEntries.createdAt));
  const mails = await db().select().from(emails).where(eq(emails.businessId, id)).orderBy(asc(emails.id));
  expect(lines).toHaveLength(2);
  expect(mails.map(({ uniqueKey }) => uniqueKey)).toEqual(lines.map((line) => `invite:${line.id}`));
});
