import { eq, exists, sql } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";
import { passkeys, sessions } from "@/db/schema";
import { GatehouseError } from "@/lib/errors";
import type { Membership } from "@/lib/membership";
import { mayAct } from "@/lib/rights";

const freshMinutes = 10;
const newSessionMinutes = 60;

/** What a session has shown beyond the mailed link. */
export type Proof = {
  hasPasskey: boolean;
  /** A passkey or a recovery code was used in this session. */
  proved: boolean;
  /** It was used in the last ten minutes. */
  fresh: boolean;
  /** The mailed link was used in the last hour. */
  newSession: boolean;
};

const ofPerson = new QueryBuilder()
  .select({ id: passkeys.id })
  .from(passkeys)
  .where(eq(passkeys.userId, sessions.userId));

/** Reads a `Proof` in a query of `sessions`. */
export const proofColumns = {
  hasPasskey: sql<boolean>`${exists(ofPerson)}`,
  proved: sql<boolean>`${sessions.provedAt} is not null`,
  fresh: sql<boolean>`coalesce(${sessions.provedAt} > now() - make_interval(mins => ${freshMinutes}), false)`,
  newSession: sql<boolean>`${sessions.createdAt} > now() - make_interval(mins => ${newSessionMinutes})`,
};

/** The person must use a passkey or a recovery code first. */
export class ProofNeeded extends GatehouseError {
  constructor() {
    super("forbidden", "Confirm that it's you with your passkey, then try again.");
  }
}

/** The person must add a passkey first. */
export class PasskeyNeeded extends GatehouseError {
  constructor() {
    super("forbidden", "This business requires a passkey. Add one to your account, then try again.");
  }
}

/** The second step of signing in: everyone who has a passkey takes it, in every session. Throws `ProofNeeded`. */
export function requireSecondStep({ hasPasskey, proved }: Proof): void {
  if (hasPasskey && !proved) throw new ProofNeeded();
}

/** A business may require a passkey of its owners and admins. Throws `PasskeyNeeded`. */
export function requirePasskey({ business, role }: Membership, { hasPasskey }: Proof): void {
  if (business.passkeyRequired && mayAct(role, "admin") && !hasPasskey) throw new PasskeyNeeded();
}

/** For sensitive actions. Only businesses that require passkeys ask again. Throws `ProofNeeded`. */
export function requireFreshProof({ business }: Membership, { fresh }: Proof): void {
  if (business.passkeyRequired && !fresh) throw new ProofNeeded();
}

/**
 * For changes of the person's own passkeys and codes. A first passkey needs a new session: otherwise somebody with a
 * stolen session could add their own and lock the person out. Throws `ProofNeeded` and `forbidden`.
 */
export function requireOwnProof({ hasPasskey, fresh, newSession }: Proof): void {
  if (hasPasskey && !fresh) throw new ProofNeeded();
  if (!hasPasskey && !newSession)
    throw new GatehouseError("forbidden", "You signed in more than an hour ago. Sign in again first.");
}
