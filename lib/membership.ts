import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, members } from "@/db/schema";
import type { Actor } from "./audit";
import type { Business } from "./businesses";
import type { MemberRole } from "./rights";

export type Person = { id: string; email: string; name: string | null };

/** A signed-in person in one of their businesses. */
export type Membership = { business: Business; person: Person; role: MemberRole; actor: Actor };

/** The person's membership in the business with this slug, or null. */
export async function findMembership(tx: Tx, person: Person, slug: string): Promise<Membership | null> {
  const [found] = await tx
    .select({ business: businesses, role: members.role })
    .from(members)
    .innerJoin(businesses, eq(businesses.id, members.businessId))
    .where(and(eq(members.userId, person.id), eq(businesses.slug, slug)));
  return found ? { ...found, person, actor: asActor(person) } : null;
}

export function asActor({ id, name, email }: Person): Actor {
  return { kind: "person", id, label: name ?? email };
}
