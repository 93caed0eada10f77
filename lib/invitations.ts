import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, invites, members } from "@/db/schema";
import { writeAudit } from "./audit";
import { GatehouseError, notFound } from "./errors";
import { newId } from "./ids";
import { asActor, type Person } from "./membership";
import type { MemberRole } from "./rights";

export type Invitation = {
  id: string;
  role: MemberRole;
  createdAt: Date;
  business: { id: string; slug: string; name: string };
};

/** The open invitations of a signed-in person, whose address has therefore been verified. Oldest first. */
export async function invitationsOf(tx: Tx, person: Person): Promise<Invitation[]> {
  return tx
    .select({
      id: invites.id,
      role: invites.role,
      createdAt: invites.createdAt,
      business: { id: businesses.id, slug: businesses.slug, name: businesses.name },
    })
    .from(invites)
    .innerJoin(businesses, eq(businesses.id, invites.businessId))
    .where(openTo(person))
    .orderBy(asc(invites.createdAt), asc(invites.id));
}

/**
 * Joins the business, in the role that the person saw and agreed to. Throws `not_found` when the invitation is gone and
 * `conflict` when its role has changed.
 */
export async function acceptInvitation(
  tx: Tx,
  person: Person,
  inviteId: string,
  role: MemberRole,
): Promise<{ slug: string }> {
  const invitation = await take(tx, person, inviteId);
  if (invitation.role !== role)
    throw new GatehouseError("conflict", "This invitation has changed. Check the role, then accept again.");
  await tx.update(invites).set({ acceptedAt: sql`now()` }).where(eq(invites.id, inviteId));
  const { business } = invitation;
  const [joined] = await tx
    .insert(members)
    .values({ id: newId("member"), businessId: business.id, userId: person.id, role })
    .onConflictDoNothing()
    .returning();
  if (joined)
    await writeAudit(tx, {
      businessId: business.id,
      actor: asActor(person),
      action: "member.joined",
      subjectId: joined.id,
      details: { role },
    });
  return { slug: business.slug };
}

export async function declineInvitation(tx: Tx, person: Person, inviteId: string): Promise<void> {
  const { business } = await take(tx, person, inviteId);
  await tx.delete(invites).where(eq(invites.id, inviteId));
  await writeAudit(tx, {
    businessId: business.id,
    actor: asActor(person),
    action: "member.invite_declined",
    subjectId: inviteId,
    details: { email: person.email },
  });
}

/** Locks the person's own open invitation. */
async function take(tx: Tx, person: Person, inviteId: string) {
  const [invitation] = await tx
    .select({ role: invites.role, business: { id: businesses.id, slug: businesses.slug } })
    .from(invites)
    .innerJoin(businesses, eq(businesses.id, invites.businessId))
    .where(and(eq(invites.id, inviteId), openTo(person)))
    .for("update", { of: invites });
  if (!invitation) throw notFound("Invitation");
  return invitation;
}

function openTo(person: Person): SQL | undefined {
  return and(eq(invites.email, person.email), isNull(invites.acceptedAt));
}
