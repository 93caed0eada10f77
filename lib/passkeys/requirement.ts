import { and, asc, eq, inArray, notExists } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, members, passkeys, users } from "@/db/schema";
import { writeAudit } from "@/lib/audit";
import { invalid } from "@/lib/errors";
import type { Membership } from "@/lib/membership";
import { lockPerson, passkeysOf } from "./find-passkeys";

/** Viewers can't change anything, so nothing is required of them. */
const asked = inArray(members.role, ["owner", "admin"]);

/** The businesses that require a passkey of this person. */
export async function businessesThatRequire(tx: Tx, userId: string): Promise<{ name: string }[]> {
  return tx
    .select({ name: businesses.name })
    .from(members)
    .innerJoin(businesses, eq(businesses.id, members.businessId))
    .where(and(eq(members.userId, userId), asked, eq(businesses.passkeyRequired, true)))
    .orderBy(asc(businesses.name));
}

/** The owners and admins who would be asked to add a passkey. */
export async function membersWithoutPasskey(tx: Tx, businessId: string): Promise<string[]> {
  const theirs = tx.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.userId, members.userId));
  const found = await tx
    .select({ email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.businessId, businessId), asked, notExists(theirs)))
    .orderBy(asc(users.email));
  return found.map(({ email }) => email);
}

/**
 * Sets whether owners and admins need a passkey. Somebody who requires one must have one, so at least one owner can
 * always get in. Throws `invalid`.
 */
export async function requirePasskeys(
  tx: Tx,
  { business, person, actor }: Pick<Membership, "business" | "person" | "actor">,
  required: boolean,
): Promise<void> {
  await lockPerson(tx, person.id);
  if (required && (await passkeysOf(tx, person.id)).length === 0)
    throw invalid("Add a passkey to your own account first.");
  await tx.update(businesses).set({ passkeyRequired: required }).where(eq(businesses.id, business.id));
  const action = required ? "business.passkeys_required" : "business.passkeys_not_required";
  await writeAudit(tx, { businessId: business.id, actor, action });
}
