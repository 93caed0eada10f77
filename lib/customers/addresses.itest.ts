import { readFileSync } from "node:fs";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { auditEntries, customers, emails, products, purchases } from "@/db/schema";
import { decrypt } from "@/lib/crypto";
import { findGrantByLink, resendLink } from "@/lib/grants/claim-link";
import { newId } from "@/lib/ids";
import { readPortal } from "@/lib/portal/read-portal";
import { requestPortalLink, signInByLink } from "@/lib/portal/sign-in-link";
import { grantDirectly } from "@/lib/purchases/grant-directly";
import { actor, openWorld, settle, type World } from "@/test/world/merchant-world";
import { customerByEmail, listCustomers } from "./customers";
import { correctAddress, releaseAddress } from "./move-address";

let world: World;
let entitlementId = "";
const theirs: Record<string, string> = {};
beforeAll(async () => {
  world = await openWorld();
  const guild = await world.guild();
  entitlementId = await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro", "Lifetime"]);
  const rows = await db().select().from(products).where(eq(products.businessId, world.businessId));
  for (const { name, externalId } of rows) theirs[name] = externalId ?? "";
});

type Buyer = { customer_id: string; email: string; name?: string };
const start = Date.now();

/** Receives and processes an event of the provider from `seconds` ago by its clock. */
async function receiveEvent(type: string, seconds: number, data: Record<string, unknown>): Promise<void> {
  const timestamp = new Date(start - seconds * 1000).toISOString();
  await world.receive({ id: newId("inboxEvent"), body: JSON.stringify({ type, timestamp, data }) });
  await settle();
}

const subscription = (id: string, customer: Buyer) => ({
  subscription_id: id,
  product_id: theirs.Pro,
  status: "active",
  currency: "USD",
  customer: { name: "Buyer", ...customer },
});

const payment = (id: string, customer: Buyer) => ({
  payment_id: id,
  status: "succeeded",
  total_amount: 1200,
  currency: "USD",
  product_cart: [{ product_id: theirs.Lifetime, quantity: 1 }],
  customer: { name: "Buyer", ...customer },
});

async function customer(externalId: string) {
  const [row] = await db()
    .select()
    .from(customers)
    .where(and(eq(customers.connectionId, world.connection.id), eq(customers.externalId, externalId)));
  if (!row) throw new Error(`no customer ${externalId}`);
  return row;
}

async function mailsTo(to: string) {
  const rows = await db().select().from(emails).where(eq(emails.to, to)).orderBy(asc(emails.createdAt));
  return rows.map((row) => ({
    ...row,
    link: (JSON.parse(decrypt(row.props, `emails.props:${row.id}`)) as { link: string }).link,
  }));
}

const tokenOf = (link: string) => link.slice(link.lastIndexOf("/") + 1);

describe("08-old-event-old-address: the newest fact by the provider's time decides address and name", () => {
  test("a late, old event changes neither", async () => {
    const event = (email: string, name = "Buyer") =>
      subscription("sub_st", { customer_id: "cus_st", email, name });
    await receiveEvent("subscription.active", 60, event("typo@f1.test"));
    await receiveEvent("subscription.updated", 30, event("right@f1.test", "Ana"));
    await receiveEvent("subscription.renewed", 50, event("typo@f1.test", "Old"));
    expect(await customer("cus_st")).toMatchObject({ email: "right@f1.test", name: "Ana" });
  });

  test("the claim link moves too: the one sent to the old address no longer works", async () => {
    const [first] = await mailsTo("typo@f1.test");
    const [second] = await mailsTo("right@f1.test");
    expect(await inTransaction((tx) => findGrantByLink(tx, tokenOf(first?.link ?? "")))).toBeNull();
    const grant = await inTransaction((tx) => findGrantByLink(tx, tokenOf(second?.link ?? "")));
    expect(grant).toMatchObject({ status: "pending" });
  });

  test("a refund and a dispute of an old payment don't restore the old address", async () => {
    const buyer = { customer_id: "cus_old", email: "old@f1.test" };
    await receiveEvent("payment.succeeded", 60, payment("pay_old", buyer));
    await receiveEvent(
      "subscription.active",
      30,
      subscription("sub_old", { ...buyer, email: "new@f1.test" }),
    );
    await receiveEvent("refund.succeeded", 20, { refund_id: "ref_old", payment_id: "pay_old", amount: 1200 });
    await receiveEvent("dispute.lost", 10, { dispute_id: "dis_old", payment_id: "pay_old" });
    expect(await customer("cus_old")).toMatchObject({ email: "new@f1.test" });
  });

  test("the newest of many concurrent events wins", async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        world.receive({
          id: newId("inboxEvent"),
          body: JSON.stringify({
            type: "payment.succeeded",
            timestamp: new Date(start - ((index * 7) % 12) * 1000).toISOString(),
            data: payment(`pay_many${index}`, {
              customer_id: "cus_many",
              email: `many${(index * 7) % 12}@f1.test`,
            }),
          }),
        }),
      ),
    );
    await settle();
    expect(await customer("cus_many")).toMatchObject({ email: "many0@f1.test" });
  });
});

describe("09-merchant-corrects-the-address", () => {
  const correct = (id: string, email: string) =>
    inTransaction((tx) => correctAddress(tx, world.businessId, id, email, actor));
  const resend = async (email: string) => {
    const grant = await world.grant(email);
    await inTransaction((tx) => resendLink(tx, world.businessId, grant.id, actor));
    await settle();
  };

  test("the correction survives renewals until the provider reports another address", async () => {
    const event = (email: string) => subscription("sub_mend", { customer_id: "cus_mend", email });
    await receiveEvent("subscription.active", 60, event("carol@gmial.test"));
    await correct("cus_mend", " Carol@Gmail.test ");
    await resend("carol@gmail.test");
    await receiveEvent("subscription.renewed", 30, event("carol@gmial.test"));
    await resend("carol@gmail.test");
    expect(await customer("cus_mend")).toMatchObject({
      email: "carol@gmail.test",
      providerEmail: "carol@gmial.test",
    });
    const wrong = await mailsTo("carol@gmial.test");
    expect(wrong).toHaveLength(1);
    expect(await inTransaction((tx) => findGrantByLink(tx, tokenOf(wrong[0]?.link ?? "")))).toBeNull();
    expect(await mailsTo("carol@gmail.test")).toHaveLength(3);

    await receiveEvent("subscription.updated", 20, event("carol@new.test"));
    expect(await customer("cus_mend")).toMatchObject({ email: "carol@new.test" });
  });

  test("a queued claim email is not sent to the old address", async () => {
    const body = subscription("sub_wait", { customer_id: "cus_wait", email: "wait@gmial.test" });
    await receiveEvent("subscription.active", 60, body);
    await db()
      .update(emails)
      .set({ status: "queued", dueAt: new Date(), sentAt: null })
      .where(eq(emails.to, "wait@gmial.test"));
    await correct("cus_wait", "wait@gmail.test");
    await settle();
    const rows = await db()
      .select()
      .from(emails)
      .where(inArray(emails.to, ["wait@gmial.test", "wait@gmail.test"]))
      .orderBy(asc(emails.createdAt));
    expect(rows.map(({ to, status, lastError }) => ({ to, status, lastError }))).toEqual([
      {
        to: "wait@gmail.test",
        status: "failed",
        lastError: "no longer needed: the customer has a new address",
      },
      { to: "wait@gmail.test", status: "sent", lastError: null },
    ]);
  });

  test("undoing the correction restores the provider's address; both are in the audit log", async () => {
    const body = subscription("sub_free", { customer_id: "cus_free", email: "free@gmial.test" });
    await receiveEvent("subscription.active", 60, body);
    const { id } = await correct("cus_free", "free@gmail.test");
    await inTransaction((tx) => releaseAddress(tx, world.businessId, id, actor));
    expect(await customer("cus_free")).toMatchObject({ email: "free@gmial.test" });
    const audit = await db()
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.subjectId, id))
      .orderBy(auditEntries.createdAt);
    expect(audit).toMatchObject([
      { action: "customer.email_corrected", details: { from: "free@gmial.test", to: "free@gmail.test" } },
      { action: "customer.email_released", details: { from: "free@gmail.test", to: "free@gmial.test" } },
    ]);
  });

  test("a malformed address is refused", async () => {
    await expect(correct("cus_free", "free@gmail")).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("10-idn-address-portal", () => {
  const spellings = ["ana@müller.example", "ana@xn--mller-kva.example"];

  async function portalOf(email: string) {
    const before = (await mailsTo("ana@xn--mller-kva.example")).length;
    await requestPortalLink(email, null);
    const mails = await mailsTo("ana@xn--mller-kva.example");
    expect(mails).toHaveLength(before + 1);
    const session = await signInByLink(tokenOf(mails.at(-1)?.link ?? ""), null);
    return (await readPortal(session))?.businesses.map(({ customerId }) => customerId) ?? [];
  }

  test("both spellings get an email, and the portal shows the purchases", async () => {
    await receiveEvent(
      "payment.succeeded",
      60,
      payment("pay_idn", { customer_id: "cus_idn", email: "ana@müller.example" }),
    );
    const { id } = await customer("cus_idn");
    for (const email of spellings) expect(await portalOf(email)).toEqual([id]);
  });

  test("two customers with the same address stay separate, and the portal shows both", async () => {
    await receiveEvent(
      "payment.succeeded",
      60,
      payment("pay_idn2", { customer_id: "cus_idn2", email: " ANA@Müller.example" }),
    );
    // A row written by an older version.
    const email = "Ana@müller.example";
    await db().update(customers).set({ email }).where(eq(customers.externalId, "cus_idn2"));
    const both = [(await customer("cus_idn")).id, (await customer("cus_idn2")).id].sort();
    expect((await portalOf("ana@müller.example")).sort()).toEqual(both);
    for (const email of spellings) {
      const listed = await listCustomers(db(), world.businessId, { email, limit: 10 });
      expect(listed.map(({ id }) => id).sort()).toEqual(both);
    }
  });

  test("a direct grant and a purchase by the same mailbox belong to one customer, however it is typed", async () => {
    for (const email of ["ｂｅｎ@Müller.example", " ben@xn--mller-kva.example "])
      await inTransaction((tx) =>
        grantDirectly(tx, world.businessId, { entitlementId, customer: { email }, expiresAt: null }, actor),
      );
    await receiveEvent(
      "payment.succeeded",
      60,
      payment("pay_ben", { customer_id: "cus_ben", email: "Ben@MÜLLER.example" }),
    );
    const ben = await inTransaction((tx) => customerByEmail(tx, world.businessId, "ben@müller.example"));
    expect(ben).toMatchObject({ externalId: "cus_ben", email: "ben@xn--mller-kva.example" });
    const bought = await db().select().from(purchases).where(eq(purchases.customerId, ben.id));
    expect(bought.map(({ kind }) => kind).sort()).toEqual(["direct", "one_time"]);
  });

  test("plus signs are part of an address", async () => {
    await receiveEvent(
      "payment.succeeded",
      60,
      payment("pay_plus", { customer_id: "cus_plus", email: "Ana+Shop@x.test" }),
    );
    expect(await customer("cus_plus")).toMatchObject({ email: "ana+shop@x.test" });
  });
});

test("rows of an older version adopt the provider's latest details, except the merchant's corrections", async () => {
  const event = (id: string, email: string) => subscription(`sub_${id}`, { customer_id: `cus_${id}`, email });
  for (const id of ["stale", "corrected"])
    await receiveEvent("subscription.active", 60, event(id, `${id}@event.test`));
  const { id: correctedId } = await customer("cus_corrected");
  await db()
    .insert(auditEntries)
    .values({
      id: newId("audit"),
      businessId: world.businessId,
      actor,
      action: "customer.updated",
      subjectId: correctedId,
      details: { fields: ["email"] },
    });
  for (const id of ["stale", "corrected"])
    await db()
      .update(customers)
      .set({ email: ` ${id}@OLD.test`, providerEmail: null, providerName: null, providerReportedAt: null })
      .where(eq(customers.externalId, `cus_${id}`));
  const migration = readFileSync("db/migrations/0009_provider-says-address.sql", "utf8");
  for (const statement of migration.split("--> statement-breakpoint"))
    if (statement.includes("UPDATE")) await db().execute(sql.raw(statement));
  expect(await customer("cus_stale")).toMatchObject({ email: "stale@event.test" });
  expect(await customer("cus_corrected")).toMatchObject({
    email: "corrected@old.test",
    providerEmail: "corrected@event.test",
    providerName: "Buyer",
    providerReportedAt: expect.any(Date),
  });
});
