import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { businesses, invites, memberRoles, members, sessions, users } from "@/db/schema";
import { type Actor, system, writeAudit } from "./audit";
import { type Business, createBusiness, findBusiness } from "./businesses";
import { hashToken } from "./crypto";
import { tooMany } from "./doors";
import { queueEmail } from "./email/queue-email";
import { canonicalEmail } from "./email-address";
import { env } from "./env";
import { GatehouseError, notFound } from "./errors";
import { newId } from "./ids";
import { countWithin } from "./rate-counter";
import { type MemberRole, mayManage, mayNotManage, requireManage } from "./rights";

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
}): Promise<{ url: string }> {
  const { businessSlug, create, email, role } = input;
  return inTransaction(async (tx) => {
    const business = create ? await findOrCreate(tx, businessSlug) : await findBusiness(tx, businessSlug);
    return invitePerson(tx, { business, email, role, by: { actor: system, role: "owner" } });
  });
}

async function findOrCreate(tx: Tx, slug: string): Promise<Business> {
  const [present] = await tx.select().from(businesses).where(eq(businesses.slug, slug));
  return present ?? createBusiness(tx, { slug, name: nameFrom(slug), actor: system });
}

function nameFrom(slug: string): string {
  return slug.replace(/(^|-)(\w)/g, (_, gap: string, letter: string) => (gap && " ") + letter.toUpperCase());
}

/** Who changes the team, with their own role in the business. */
export type By = { actor: Actor; role: MemberRole };

const invitesPerHour = { toAddress: 5, ofBusiness: 50 };

/**
 * Emails an invitation. It becomes a membership when the person accepts it. Inviting the address again updates the role
 * and sends another email. Throws `conflict` for somebody who is already a member, `forbidden` and `too_many_requests`.
 */
export async function invitePerson(
  tx: Tx,
  input: { business: Pick<Business, "id">; email: string; role: MemberRole; by: By },
): Promise<{ url: string }> {
  const { business, role, by } = input;
  const email = canonicalEmail(input.email);
  requireManage(by.role, role);
  await refuseMember(tx, business.id, email);
  await limitInvites(tx, business.id, email);
  const [invite] = await tx
    .insert(invites)
    .values({ id: newId("invite"), businessId: business.id, email, role })
    .onConflictDoUpdate({
      target: [invites.businessId, invites.email],
      targetWhere: sql`accepted_at is null`,
      set: { role },
      setWhere: inArray(
        invites.role,
        memberRoles.filter((theirs) => mayManage(by.role, theirs)),
      ),
    })
    .returning();
  if (!invite) throw mayNotManage("owner");
  const url = `${env().APP_URL}/sign-in?${new URLSearchParams({ email, callbackUrl: "/account/invitations" })}`;
  const cause = await writeAudit(tx, {
    businessId: business.id,
    actor: by.actor,
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
    props: { invitedBy: by.actor.label, role, link: url },
  });
  return { url };
}

async function refuseMember(tx: Tx, businessId: string, email: string): Promise<void> {
  const [already] = await tx
    .select({ id: members.id })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.businessId, businessId), eq(users.email, email)));
  if (already)
    throw new GatehouseError("conflict", `${email} is already a member`, { email: "Already a member" });
}

async function limitInvites(tx: Tx, businessId: string, email: string): Promise<void> {
  const { toAddress, ofBusiness } = invitesPerHour;
  if (!(await countWithin(tx, `invite:${businessId}:${hashToken(email)}`, toAddress, 3600)))
    throw tooMany(3600 / toAddress);
  if (!(await countWithin(tx, `invite:${businessId}`, ofBusiness, 3600))) throw tooMany(3600 / ofBusiness);
}

export async function withdrawInvite(tx: Tx, businessId: string, inviteId: string, by: By): Promise<void> {
  const [invite] = await tx
    .select()
    .from(invites)
    .where(and(eq(invites.businessId, businessId), eq(invites.id, inviteId), isNull(invites.acceptedAt)))
    .for("update");
  if (!invite) throw notFound("Invitation");
  requireManage(by.role, invite.role);
  await tx.delete(invites).where(eq(invites.id, inviteId));
  await writeAudit(tx, {
    businessId,
    actor: by.actor,
    action: "member.invite_withdrawn",
    subjectId: inviteId,
    details: { email: invite.email },
  });
}

/** Signs the person out everywhere, so that the new role applies at once. The last owner can't be changed. */
export async function changeMemberRole(
  tx: Tx,
  businessId: string,
  memberId: string,
  role: MemberRole,
  { actor, role: mine }: By,
): Promise<void> {
  const member = await lockMember(tx, businessId, memberId);
  requireManage(mine, member.role);
  requireManage(mine, role);
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

export async function removeMember(
  tx: Tx,
  businessId: string,
  memberId: string,
  { actor, role: mine }: By,
): Promise<void> {
  const member = await lockMember(tx, businessId, memberId);
  requireManage(mine, member.role);
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
