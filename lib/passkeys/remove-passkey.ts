import { eq } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { passkeys, sessions, users } from "@/db/schema";
import { system } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import { canonicalEmail } from "@/lib/email-address";
import { GatehouseError, notFound } from "@/lib/errors";
import type { Person } from "@/lib/membership";
import { announceChange } from "./announce-change";
import { lockPerson, passkeysOf } from "./find-passkeys";
import { deleteCodes } from "./recovery-codes";
import { businessesThatRequire } from "./requirement";

/** The last one can't go while one of the person's businesses requires a passkey; else the codes go with it. */
export async function removePasskey(person: Person, id: string): Promise<void> {
  await inTransaction(async (tx) => {
    await lockPerson(tx, person.id);
    const known = await passkeysOf(tx, person.id);
    const passkey = known.find((each) => each.id === id);
    if (!passkey) throw notFound("Passkey");
    if (known.length === 1) {
      await refuseWhereRequired(tx, person);
      await deleteCodes(tx, person.id);
    }
    await tx.delete(passkeys).where(eq(passkeys.id, passkey.id));
    await announceChange(tx, person, passkey.id, { kind: "passkey_removed", passkey: passkey.name });
  });
}

async function refuseWhereRequired(tx: Tx, person: Person): Promise<void> {
  const [business] = await businessesThatRequire(tx, person.id);
  if (business)
    throw new GatehouseError("conflict", `${business.name} requires a passkey. Add another one first.`);
}

/**
 * For the operator, when somebody has lost passkeys and codes: removes both, and ends the person's sessions. The
 * operator must know who they are talking to. Throws `not_found`.
 */
export async function resetPasskeys(address: string): Promise<{ passkeys: number }> {
  return inTransaction(async (tx) => {
    const [person] = await tx
      .select({ id: users.id, email: users.email, name: users.name })
      .from(users)
      .where(eq(users.email, canonicalEmail(address)))
      .for("update");
    if (!person) throw notFound("Person");
    const removed = await tx
      .delete(passkeys)
      .where(eq(passkeys.userId, person.id))
      .returning({ id: passkeys.id });
    await deleteCodes(tx, person.id);
    await tx.delete(sessions).where(eq(sessions.userId, person.id));
    const cause = `${person.id}:${databaseNow().getTime()}`;
    await announceChange(tx, person, cause, { kind: "passkeys_reset" }, system);
    return { passkeys: removed.length };
  });
}
