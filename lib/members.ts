import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { businesses, invites, members, sessions, users } from "@/db/schema";
import { type Actor, system, writeAudit } from "./audit";
import { type Business, createBusiness, findBusiness } from "./businesses";
import { queueEmail } from "./email/queue-email";
import { canonicalEmail } from "./email-address";
import { env } from "./env";
import { GatehouseError, notFound } from "./errors";
import { newId } from "./ids";
import type { MemberRole } from "./rights";

export type Member = {
  id: string;
  userId: string;
  email: string;
  name: string | null;
  role: MemberRole;
  createdAt: Date;
};
export type Invite = { id: string; email: string; role: MemberRole; createdAt: Date };

export async function listMembers(tx: Tx, businessId: string): Promise<Member[]> {
  return tx
    .select({
      id: members.id,
      userId: members.userId,
      email: users.email,
      name: users.name,
      role: members.role,
      createdAt: members.createdAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.businessId, businessId))
    .orderBy(asc(members.createdAt));
}

export async function listInvites(tx: Tx, businessId: string): Promise<Invite[]> {
  return tx
    .select({ id: invites.id, email: invites.email, role: invites.role, createdAt: invites.createdAt })
    .from(invites)
    .where(and(eq(invites.businessId, businessId), isNull(invites.acceptedAt)))
    .orderBy(asc(invites.createdAt));
}

/** For the command line: finds the business, or creates it with `create`, and invites the person. */
export async function inviteMember(input: {
  businessSlug: string;
  email: string;
  role: MemberRole;
  create: boolean;
  actor?: Actor;
}): Promise<{ url: string }> {
  const actor = input.actor ?? system;
  return inTransaction(async (tx) => {
    const business = input.create
      ? await findOrCreate(tx, input.businessSlug, actor)
      : await findBusiness(tx, input.businessSlug);
    return invitePerson(tx, { business, email: input.email, role: input.role, actor });
  });
}

async function findOrCreate(tx: Tx, slug: string, actor: Actor): Promise<Business> {
  const [present] = await tx.select().from(businesses).where(eq(businesses.slug, slug));
  return present ?? createBusiness(tx, { slug, name: nameFrom(slug), actor });
}

function nameFrom(slug: string): string {
  return slug.replace(/(^|-)(\w)/g, (_, gap: string, letter: string) => (gap && " ") + letter.toUpperCase());
}

/**
 * Emails an invitation. It becomes a membership when somebody signs in with this address. Inviting the address again
 * updates the role and sends another email. Throws `conflict` for somebody who is already a member.
 */
export async function invitePerson(
  tx: Tx,
  input: { business: Pick<Business, "id">; email: string; role: MemberRole; actor: Actor },
): Promise<{ url: string }> {
  const { business, role, actor } = input;
  const email = canonicalEmail(input.email);
  const [already] = await tx
    .select({ id: members.id })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.businessId, business.id), eq(users.email, email)));
  if (already)
    throw new GatehouseError("conflict", `${email} is already a member`, { email: "Already a member" });
  const [invite] = await tx
    .insert(invites)
    .values({ id: newId("invite"), businessId: business.id, email, role })
    .onConflictDoUpdate({
      target: [invites.businessId, invites.email],
      targetWhere: sql`accepted_at is null`,
      set: { role },
    })
    .returning();
  if (!invite) throw new Error("upsert returned no row");
  const url = `${env().APP_URL}/sign-in?${new URLSearchParams({ email })}`;
  const cause = await writeAudit(tx, {
    businessId: business.id,
    actor,
    action: "member.invited",
    subjectId: invite.id,
    details: { email, role },
  });
  await queueEmail(tx, {
    uniqueKey: `invite:${cause}`,
    businessId: business.id,
    grantId: null,
    to: email,
    template: "invite",
    props: { invitedBy: actor.label, role, link: url },
  });
  return { url };
}

export async function withdrawInvite(tx: Tx, businessId: string, inviteId: string, actor: Actor) {
  const [gone] = await tx
    .delete(invites)
    .where(and(eq(invites.businessId, businessId), eq(invites.id, inviteId), isNull(invites.acceptedAt)))
    .returning();
  if (!gone) throw notFound("Invitation");
  await writeAudit(tx, {
    businessId,
    actor,
    action: "member.invite_withdrawn",
    subjectId: inviteId,
    details: { email: gone.email },
  });
}

/** Called at each sign-in: open invitations for this verified address become memberships. */
export async function acceptInvites(tx: Tx, user: { id: string; email: string }): Promise<void> {
  const open = await tx
    .update(invites)
    .set({ acceptedAt: sql`now()` })
    .where(and(eq(invites.email, user.email), isNull(invites.acceptedAt)))
    .returning();
  for (const { businessId, role } of open) {
    const [joined] = await tx
      .insert(members)
      .values({ id: newId("member"), businessId, userId: user.id, role })
      .onConflictDoNothing()
      .returning();
    if (!joined) continue;
    const actor: Actor = { kind: "person", id: user.id, label: user.email };
    await writeAudit(tx, {
      businessId,
      actor,
      action: "member.joined",
      subjectId: joined.id,
      details: { role },
    });
  }
}

/** Signs the person out everywhere, so that the new role applies at once. The last owner can't be changed. */
export async function changeMemberRole(
  tx: Tx,
  businessId: string,
  memberId: string,
  role: MemberRole,
  actor: Actor,
): Promise<void> {
  const member = await lockMember(tx, businessId, memberId);
  if (member.role === role) return;
  if (member.role === "owner") await keepAnOwner(tx, businessId);
  await tx.update(members).set({ role }).where(eq(members.id, memberId));
  if (member.userId !== actor.id) await tx.delete(sessions).where(eq(sessions.userId, member.userId));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "member.role_changed",
    subjectId: memberId,
    details: { from: member.role, to: role },
  });
}

export async function removeMember(tx: Tx, businessId: string, memberId: string, actor: Actor) {
  const member = await lockMember(tx, businessId, memberId);
  if (member.role === "owner") await keepAnOwner(tx, businessId);
  await tx.delete(members).where(eq(members.id, memberId));
  const [user] = await tx.select({ email: users.email }).from(users).where(eq(users.id, member.userId));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "member.removed",
    subjectId: memberId,
    details: { email: user?.email },
  });
}

/** Locks all members of the business in a fixed order, so that two owners who remove each other take turns. */
async function lockMember(tx: Tx, businessId: string, memberId: string) {
  const all = await tx
    .select()
    .from(members)
    .where(eq(members.businessId, businessId))
    .orderBy(asc(members.id))
    .for("update");
  const member = all.find(({ id }) => id === memberId);
  if (!member) throw notFound("Member");
  return member;
}

async function keepAnOwner(tx: Tx, businessId: string): Promise<void> {
  const owners = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.businessId, businessId), eq(members.role, "owner")));
  if (owners.length < 2)
    throw new GatehouseError("conflict", "A business needs an owner. Make somebody else an owner first.");
}
