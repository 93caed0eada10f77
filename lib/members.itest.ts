import { and, asc, eq, isNull } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { auditEntries, businesses, emails, invites, members, users } from "@/db/schema";
import { system } from "./audit";
import { newId } from "./ids";
import { acceptInvitation, declineInvitation, invitationsOf } from "./invitations";
import { changeMemberRole, invitePerson, removeMember, withdrawInvite } from "./members";
import type { MemberRole } from "./rights";

let businessId = "";
const by = (role: MemberRole) => ({ actor: system, role });
const invite = (email: string, role: MemberRole, mine: MemberRole = "owner") =>
  inTransaction((tx) => invitePerson(tx, { business: { id: businessId }, email, role, by: by(mine) }));

beforeEach(async () => {
  businessId = newId("business");
  await db().insert(businesses).values({ id: businessId, slug: businessId.toLowerCase(), name: "Demo" });
});

async function newPerson(email: string) {
  const person = { id: newId("user"), email, name: null };
  await db().insert(users).values(person);
  return person;
}

async function newMember(email: string, role: MemberRole): Promise<string> {
  const { id: userId } = await newPerson(email);
  const id = newId("member");
  await db().insert(members).values({ id, businessId, userId, role });
  return id;
}

async function openInvites() {
  return db()
    .select({ id: invites.id, email: invites.email, role: invites.role })
    .from(invites)
    .where(and(eq(invites.businessId, businessId), isNull(invites.acceptedAt)));
}

test("each invitation is one email, keyed by its entry in the audit log", async () => {
  await invite("ana@x.test", "viewer");
  await invite("ana@x.test", "admin");
  const lines = await db()
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.businessId, businessId))
    .orderBy(asc(auditEntries.createdAt));
  const mails = await db()
    .select()
    .from(emails)
    .where(eq(emails.businessId, businessId))
    .orderBy(asc(emails.id));
  expect(lines).toHaveLength(2);
  expect(mails.map(({ uniqueKey }) => uniqueKey)).toEqual(lines.map((line) => `invite:${line.id}`));
});

test("admins can neither give nor touch what owners have, not even an invitation", async () => {
  const owner = await newMember(`${businessId}-owner@x.test`, "owner");
  await newMember(`${businessId}-other@x.test`, "owner");
  const viewer = await newMember(`${businessId}-viewer@x.test`, "viewer");
  await invite("boss@x.test", "owner");
  await invite("guest@x.test", "viewer");
  const [boss, guest] = (await openInvites()).sort((a, b) => a.email.localeCompare(b.email));
  const before = await openInvites();

  const refused = { code: "forbidden", message: "Only owners can add or change owners" };
  const run = (verb: (tx: Parameters<Parameters<typeof inTransaction>[0]>[0]) => Promise<unknown>) =>
    inTransaction(verb);
  await expect(invite("boss@x.test", "viewer", "admin")).rejects.toMatchObject(refused);
  await expect(invite("new@x.test", "owner", "admin")).rejects.toMatchObject(refused);
  await expect(
    run((tx) => withdrawInvite(tx, businessId, boss?.id ?? "", by("admin"))),
  ).rejects.toMatchObject(refused);
  await expect(
    run((tx) => changeMemberRole(tx, businessId, owner, "viewer", by("admin"))),
  ).rejects.toMatchObject(refused);
  await expect(
    run((tx) => changeMemberRole(tx, businessId, viewer, "owner", by("admin"))),
  ).rejects.toMatchObject(refused);
  await expect(run((tx) => removeMember(tx, businessId, owner, by("admin")))).rejects.toMatchObject(refused);
  await expect(
    run((tx) => withdrawInvite(tx, businessId, guest?.id ?? "", by("viewer"))),
  ).rejects.toMatchObject({ code: "forbidden" });
  expect(await openInvites()).toEqual(before);

  await run((tx) => withdrawInvite(tx, businessId, guest?.id ?? "", by("admin")));
  await run((tx) => changeMemberRole(tx, businessId, owner, "viewer", by("owner")));
  await run((tx) => withdrawInvite(tx, businessId, boss?.id ?? "", by("owner")));
  expect(await openInvites()).toEqual([]);
});

test("only the invited person answers an invitation, once, and for the role they saw", async () => {
  const ana = await newPerson(`${businessId}-ana@x.test`.toLowerCase());
  const eve = await newPerson(`${businessId}-eve@x.test`.toLowerCase());
  await invite(ana.email, "viewer");
  const [{ id } = { id: "" }] = await invitationsOf(db(), ana);
  expect(await invitationsOf(db(), eve)).toEqual([]);
  const accept = (person: typeof ana, role: MemberRole) =>
    inTransaction((tx) => acceptInvitation(tx, person, id, role));
  await expect(accept(eve, "viewer")).rejects.toMatchObject({ code: "not_found" });
  await expect(inTransaction((tx) => declineInvitation(tx, eve, id))).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(accept(ana, "owner")).rejects.toMatchObject({ code: "conflict" });
  const outcomes = await Promise.allSettled([accept(ana, "viewer"), accept(ana, "viewer")]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const joined = await db().select().from(members).where(eq(members.businessId, businessId));
  expect(joined.map(({ userId, role }) => [userId, role])).toEqual([[ana.id, "viewer"]]);
});

test("one address is invited at most five times an hour", async () => {
  for (let n = 0; n < 5; n++) await invite("often@x.test", "viewer");
  await expect(invite("often@x.test", "viewer")).rejects.toMatchObject({ code: "too_many_requests" });
  await invite("else@x.test", "viewer");
});
