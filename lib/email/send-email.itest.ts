import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import {
  businesses,
  customers,
  emails,
  entitlements,
  grantEvents,
  grants,
  guilds,
  purchases,
} from "@/db/schema";
import { testSandbox } from "@/e2e/harness/database";
import { env } from "@/lib/env";
import { RetryLater } from "@/lib/errors";
import { eventView } from "@/lib/grants/event-view";
import { readHealth } from "@/lib/health";
import { openMail, withoutOwnLinks } from "./kept-mail";
import { queueEmail } from "./queue-email";
import { readSentEmail } from "./read-sent-email";
import { sendEmail } from "./send-email";

const link = "http://localhost:9/connect/discord/secret-token";
let count = 0;

beforeAll(async () => {
  const businessId = "bus_1";
  await db()
    .insert(businesses)
    .values({ id: businessId, slug: "demo", name: "Demo, Inc.", supportEmail: "help@demo.test" });
  await db().insert(guilds).values({ id: "1", businessId, name: "The Lounge", connectedBy: "usr_1" });
  await db().insert(entitlements).values({ id: "ent_1", businessId, guildId: "1", name: "Pro" });
});

beforeEach(async () => {
  await fetch(`${testSandbox().url}/control/faults`, { method: "DELETE" });
});

test("an email is sent once, in the merchant's name, and appears in the grant's history", async () => {
  const { id, grantId } = await queued("once@example.com");
  await sendEmail(id);
  await sendEmail(id);
  const [mail, ...more] = await inbox("once@example.com");
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ subject: "Join the Demo, Inc. Discord" });
  expect(JSON.stringify(mail)).toContain("Demo, Inc.");
  expect(mail?.html).toContain(link);
  expect(mail?.text).toContain(link);
  expect(await emailRow(id)).toMatchObject({ status: "sent", dueAt: null, lastError: null });
  expect(await history(grantId)).toEqual(["email_sent"]);
});

test("an email is kept as it was sent, sealed, and shown to its business without its links", async () => {
  const { id, grantId } = await queued("kept@example.com");
  expect(await readSentEmail(db(), "bus_1", id)).toMatchObject({ sentAt: null, mail: null });
  await sendEmail(id);
  const [sent] = await inbox("kept@example.com");
  const { mail, ...about } = await readSentEmail(db(), "bus_1", id);
  expect(about).toMatchObject({ to: "kept@example.com", template: "join-discord", grantId });
  expect(mail).toMatchObject({ subject: sent?.subject, from: expect.stringContaining("Demo, Inc.") });
  const own = new URL(link).origin;
  const kept = openMail(id, (await emailRow(id))?.sentMail ?? "");
  expect(kept).toMatchObject({ html: sent?.html, text: sent?.text });
  expect(JSON.stringify(withoutOwnLinks(kept, own))).not.toContain("secret-token");
  expect((await emailRow(id))?.sentMail).not.toContain("secret-token");
  await expect(readSentEmail(db(), "bus_2", id)).rejects.toMatchObject({ code: "not_found" });
  const [line] = await db().select().from(grantEvents).where(eq(grantEvents.grantId, grantId));
  const opens = (role: "admin" | "viewer") => line && eventView(line, role).mail;
  expect(opens("admin")).toEqual({ id, template: "join-discord", to: "kept@example.com" });
  expect(opens("viewer")?.id).toBeNull();
});

test("23-email-from: while the sender is refused an email waits, and health says so until it is sent", async () => {
  const { id } = await queued("patient@example.com");
  await fault("html-403");
  await expect(sendEmail(id)).rejects.toThrow(RetryLater);
  expect(await emailRow(id)).toMatchObject({
    status: "queued",
    senderRefused: true,
  });
  expect((await readHealth()).email).toBe("down");
  await sendEmail(id);
  expect(await emailRow(id)).toMatchObject({ status: "sent", lastError: null });
  expect((await readHealth()).email).toBe("ok");
});

test.each(["the key is refused", "EMAIL_FROM is no address"])(
  "23-email-from: %s, and the first email that goes out after that brings all the others",
  async (why) => {
    const waiting = await queued(`waiting-${count}@example.com`);
    const { EMAIL_FROM } = env();
    if (why === "the key is refused") await fault("html-403");
    else env().EMAIL_FROM = "nobody";
    await expect(sendEmail(waiting.id)).rejects.toThrow(RetryLater);
    env().EMAIL_FROM = EMAIL_FROM;
    expect(await emailRow(waiting.id)).toMatchObject({ senderRefused: true });
    await db()
      .update(emails)
      .set({ dueAt: sql`now() + interval '10 minutes'` })
      .where(eq(emails.id, waiting.id));
    await sendEmail((await queued(`fixed-${count}@example.com`)).id);
    const row = await emailRow(waiting.id);
    expect(row).toMatchObject({ status: "queued", senderRefused: false });
    expect(row?.dueAt?.getTime()).toBeLessThan(Date.now() + 60_000);
  },
);

test("another failure after the sender's refusal is no longer about the sender", async () => {
  const { id } = await queued("two-failures@example.com");
  for (const kind of ["html-403", "500"]) {
    await fault(kind);
    await expect(sendEmail(id)).rejects.toThrow(RetryLater);
  }
  expect((await emailRow(id))?.senderRefused).toBe(false);
  expect((await readHealth()).email).toBe("ok");
});

test("the link is not readable in the database", async () => {
  const { id } = await queued("sealed@example.com");
  expect((await emailRow(id))?.props).not.toContain("secret-token");
});

test("the same cause queues no second email", async () => {
  const first = await queued("same@example.com");
  const again = await inTransaction((tx) =>
    queueEmail(tx, { ...first.mail, uniqueKey: first.mail.uniqueKey }),
  );
  expect(again).toBeNull();
});

test.each(["500", "503", "429-user", "apply-then-drop"])(
  "%s is retried, and one email arrives",
  async (kind) => {
    const to = `fault-${kind}@example.com`;
    const { id } = await queued(to);
    await fault(kind);
    await expect(sendEmail(id)).rejects.toBeInstanceOf(RetryLater);
    await sendEmail(id);
    expect(await inbox(to)).toHaveLength(1);
    expect((await emailRow(id))?.status).toBe("sent");
  },
);

test("a refused address fails for good and shows in the history", async () => {
  const { id, grantId } = await queued("two@example.com, three@example.com");
  await sendEmail(id);
  expect(await emailRow(id)).toMatchObject({ status: "failed", dueAt: null });
  expect(await history(grantId)).toEqual(["email_failed"]);
});

test("a claim email is not sent after the grant was revoked", async () => {
  const { id, grantId } = await queued("late@example.com");
  await db().update(grants).set({ status: "revoked" }).where(eq(grants.id, grantId));
  await sendEmail(id);
  expect(await inbox("late@example.com")).toEqual([]);
  expect((await emailRow(id))?.lastError).toContain("no longer needed");
});

async function queued(to: string) {
  const number = ++count;
  const grantId = `entg_${number}`;
  const base = { businessId: "bus_1", customerId: `cus_of_${number}` };
  await db().insert(customers).values({ id: base.customerId, businessId: "bus_1", email: to });
  await db()
    .insert(purchases)
    .values({ ...base, id: `pur_${number}`, kind: "one_time", externalId: `pay_${number}`, live: true });
  await db()
    .insert(grants)
    .values({ ...base, id: grantId, entitlementId: "ent_1", purchaseId: `pur_${number}`, status: "pending" });
  const mail = {
    uniqueKey: `join-discord:${grantId}:0`,
    businessId: "bus_1",
    grantId,
    to,
    template: "join-discord" as const,
    props: {
      productName: "Pro",
      serverName: "The Lounge",
      roleName: "Pro",
      link,
      linkExpiresAt: "2026-01-08T10:00:00.000Z",
    },
  };
  const id = await inTransaction((tx) => queueEmail(tx, mail));
  if (!id) throw new Error("not queued");
  return { id, grantId, mail };
}

async function emailRow(id: string) {
  const [row] = await db().select().from(emails).where(eq(emails.id, id));
  return row;
}

async function history(grantId: string): Promise<string[]> {
  const rows = await db().select().from(grantEvents).where(eq(grantEvents.grantId, grantId));
  return rows.map(({ type }) => type);
}

async function inbox(to: string): Promise<{ subject: string; html: string; text: string }[]> {
  const answer = await fetch(`${testSandbox().url}/control/inbox?to=${encodeURIComponent(to)}`);
  const body = await answer.json();
  return Array.isArray(body) ? body : (body.mails ?? body.data);
}

async function fault(kind: string): Promise<void> {
  const answer = await fetch(`${testSandbox().url}/control/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ route: "POST /emails", kind, count: 1 }),
  });
  expect(answer.status).toBeLessThan(300);
}
