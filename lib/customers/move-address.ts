import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { customers } from "@/db/schema";
import { type Actor, type AuditAction, writeAudit } from "@/lib/audit";
import { canonicalEmail } from "@/lib/email-address";
import { invalid } from "@/lib/errors";
import { moveWaitingLinks } from "@/lib/grants/claim-link";
import { type CustomerRow, findCustomer } from "./customers";

/**
 * Sets the address the merchant entered. It stays until the payment provider reports a different address than
 * before. Throws `invalid` for a malformed address.
 */
export async function correctAddress(
  tx: Tx,
  businessId: string,
  id: string,
  given: string,
  actor: Actor,
): Promise<CustomerRow> {
  const customer = await findCustomer(tx, businessId, id);
  return setAddress(tx, customer, canonicalEmail(given), { actor, action: "customer.email_corrected" });
}

/** Undoes the correction: the address is the provider's latest again. */
export async function releaseAddress(
  tx: Tx,
  businessId: string,
  id: string,
  actor: Actor,
): Promise<CustomerRow> {
  const customer = await findCustomer(tx, businessId, id);
  if (!customer.providerEmail) throw invalid("No payment provider has reported an address for this customer");
  return setAddress(tx, customer, customer.providerEmail, { actor, action: "customer.email_released" });
}

async function setAddress(
  tx: Tx,
  customer: CustomerRow,
  email: string,
  { actor, action }: { actor: Actor; action: AuditAction },
): Promise<CustomerRow> {
  if (email === customer.email) return customer;
  const [after] = await tx.update(customers).set({ email }).where(eq(customers.id, customer.id)).returning();
  if (!after) throw new Error("update returned nothing");
  await writeAudit(tx, {
    businessId: customer.businessId,
    actor,
    action,
    subjectId: customer.id,
    details: { from: customer.email, to: email },
  });
  await moveWaitingLinks(tx, after.businessId, after.id);
  return after;
}
