import { inTransaction, type Tx } from "@/db/client";
import { entitlements } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { invalid } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { cleanLine } from "@/lib/text";
import type { EntitlementRow } from "./find-entitlements";
import { validateTarget } from "./validate-entitlement";

export type NewEntitlement = {
  name: string;
  description?: string | null;
  guildId: string;
  roleId: string | null;
  metadata?: EntitlementRow["metadata"];
  endAction?: EntitlementRow["endAction"];
  driftPolicy?: EntitlementRow["driftPolicy"];
};

/** Creates an entitlement after Discord has confirmed that the bot can give it. */
export async function createEntitlement(
  businessId: string,
  input: NewEntitlement,
  actor: Actor,
): Promise<EntitlementRow> {
  cleanName(input.name);
  await validateTarget(businessId, input.guildId, input.roleId);
  return inTransaction((tx) => addEntitlement(tx, businessId, input, actor));
}

/** The same after `validateTarget`, for callers whose transaction must not wait for Discord. */
export async function addEntitlement(
  tx: Tx,
  businessId: string,
  input: NewEntitlement,
  actor: Actor,
): Promise<EntitlementRow> {
  const name = cleanName(input.name);
  const [row] = await tx
    .insert(entitlements)
    .values({ ...input, name, id: newId("entitlement"), businessId })
    .returning();
  if (!row) throw new Error("insert returned nothing");
  const { guildId, roleId } = row;
  await writeAudit(tx, {
    businessId,
    actor,
    action: "entitlement.created",
    subjectId: row.id,
    details: { name, guildId, roleId },
  });
  return row;
}

/** One line of at most 100 characters. */
export function cleanName(text: string): string {
  const name = cleanLine(text);
  if (name === "") throw invalid("A name is missing", { name: "Give it a name" });
  if ([...name].length > 100) throw invalid("The name is too long", { name: "At most 100 characters" });
  return name;
}
