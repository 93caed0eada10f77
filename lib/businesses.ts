import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { businesses, members } from "@/db/schema";
import { type Actor, writeAudit } from "./audit";
import { GatehouseError, notFound } from "./errors";
import { newId } from "./ids";
import { languages } from "./languages/languages";
import type { MemberRole } from "./rights";
import { cleanLine } from "./text";

export type Business = typeof businesses.$inferSelect;

/** The first path segments of our own URLs. A business can't use them as its slug. */
const reservedSlugs = new Set([
  "account",
  "api",
  "app",
  "buy",
  "connect",
  "discord",
  "docs",
  "health",
  "new",
  "portal",
  "sandbox",
  "sign-in",
  "sign-out",
  "static",
]);

const businessSlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/, "Use 2 to 40 lowercase letters, digits and hyphens")
  .refine((slug) => !reservedSlugs.has(slug), "Gatehouse uses this address itself");

const blankIsNull = (value: unknown) => (typeof value === "string" && value.trim() === "" ? null : value);

/** What the settings page can change. The slug can't change, because people keep links with it. */
export const businessSettings = z.object({
  name: z.string().overwrite(cleanLine).min(1, "Give it a name").max(80, "At most 80 characters"),
  supportEmail: z.preprocess(blankIsNull, z.email("This is not an email address").nullable()),
  language: z.enum(languages),
  brandColor: z.preprocess(
    blankIsNull,
    z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, "Use a colour like #5865f2")
      .nullable(),
  ),
});
export type BusinessSettings = z.output<typeof businessSettings>;

export async function findBusiness(tx: Tx, slug: string): Promise<Business> {
  const [business] = await tx.select().from(businesses).where(eq(businesses.slug, slug));
  if (!business) throw notFound("Business");
  return business;
}

/** A person's businesses with their role, by name. */
export async function businessesOf(
  tx: Tx,
  userId: string,
): Promise<{ id: string; slug: string; name: string; role: MemberRole; joinedAt: Date }[]> {
  return tx
    .select({
      id: businesses.id,
      slug: businesses.slug,
      name: businesses.name,
      role: members.role,
      joinedAt: members.createdAt,
    })
    .from(members)
    .innerJoin(businesses, eq(businesses.id, members.businessId))
    .where(eq(members.userId, userId))
    .orderBy(asc(businesses.name), asc(businesses.id));
}

export async function createBusiness(
  tx: Tx,
  input: { slug: string; name: string; actor: Actor },
): Promise<Business> {
  const slug = businessSlug.safeParse(input.slug);
  if (!slug.success)
    throw new GatehouseError("invalid", slug.error.issues[0]?.message ?? "Wrong slug", { slug: "invalid" });
  const [business] = await tx
    .insert(businesses)
    .values({ id: newId("business"), slug: slug.data, name: input.name })
    .onConflictDoNothing()
    .returning();
  if (!business) throw new GatehouseError("conflict", `A business "${slug.data}" already exists`);
  await writeAudit(tx, {
    businessId: business.id,
    actor: input.actor,
    action: "business.created",
    subjectId: business.id,
  });
  return business;
}

/** Changes only the given fields. */
export async function updateBusiness(
  tx: Tx,
  businessId: string,
  changes: Partial<BusinessSettings>,
  actor: Actor,
): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  const [changed] = await tx.update(businesses).set(changes).where(eq(businesses.id, businessId)).returning();
  if (!changed) throw notFound("Business");
  await writeAudit(tx, {
    businessId,
    actor,
    action: "business.updated",
    subjectId: businessId,
    details: changes,
  });
}
