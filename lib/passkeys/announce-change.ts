import type { Tx } from "@/db/client";
import type { SecondStepChange } from "@/emails/email-props";
import { type Actor, writeAudit } from "@/lib/audit";
import { businessesOf } from "@/lib/businesses";
import { queueEmail } from "@/lib/email/queue-email";
import { env } from "@/lib/env";
import { asActor, type Person } from "@/lib/membership";

/**
 * Tells the person by mail, and each of their businesses in its audit log, that their second step changed. `cause` is
 * unique to this change. The mail and the entries are part of the same transaction as the change.
 */
export async function announceChange(
  tx: Tx,
  person: Person,
  cause: string,
  change: SecondStepChange,
  actor: Actor = asActor(person),
): Promise<void> {
  const { kind, ...about } = change;
  for (const business of await businessesOf(tx, person.id))
    await writeAudit(tx, {
      businessId: business.id,
      actor,
      action: `member.${kind}`,
      details: { email: person.email, ...about },
    });
  await queueEmail(tx, {
    uniqueKey: `second-step:${kind}:${cause}`,
    businessId: null,
    grantId: null,
    to: person.email,
    template: "second-step-changed",
    props: { ...change, link: `${env().APP_URL}/account` },
  });
}
