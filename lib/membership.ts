import { and, eq, gt, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, members, sessions, users } from "@/db/schema";
import type { Actor } from "./audit";
import type { Business } from "./businesses";
import { hashToken } from "./crypto";
import type { MemberRole } from "./rights";

export type Person = { id: string; email: string; name: string | null };

/** A signed-in person in one of their businesses. */
export type Membership = { business: Business; person: Person; role: MemberRole; actor: Actor };

/** The membership of a session's person in the business with this slug, or null. */
export async function findMembership(tx: Tx, sessionToken: string, slug: string): Promise<Membership | null> {
  const [found] = await tx
    .select({
      business: businesses,
      person: { id: users.id, email: users.email, name: users.name },
      role: members.role,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(businesses, eq(businesses.slug, slug))
    .innerJoin(members, and(eq(members.userId, users.id), eq(members.businessId, businesses.id)))
    .where(and(eq(sessions.sessionToken, hashToken(sessionToken)), gt(sessions.expires, sql`now()`)));
  if (!found) return null;
  const { id, email, name } = found.person;
  return { ...found, actor: { kind: "person", id, label: name ?? email } };
}
