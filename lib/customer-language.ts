import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, customers } from "@/db/schema";
import { chooseLanguage, type Language, type RequestLanguage } from "./languages/languages";

type Customer = Pick<typeof customers.$inferSelect, "businessId" | "language" | "knownLanguage">;

/** The language to write to a customer in. */
export async function languageOfCustomer(
  tx: Tx,
  customer: Customer,
  request: RequestLanguage | null = null,
): Promise<Language> {
  const [business] = await tx
    .select({ language: businesses.language })
    .from(businesses)
    .where(eq(businesses.id, customer.businessId));
  const { language: picked, knownLanguage: known } = customer;
  return chooseLanguage(request, { picked, known, usual: business?.language ?? "en" });
}

/** Notes the language of a customer's browser; null changes nothing. */
export async function noteLanguage(tx: Tx, customerId: string, language: Language | null): Promise<void> {
  if (!language) return;
  await tx.update(customers).set({ knownLanguage: language }).where(eq(customers.id, customerId));
}

/** Notes the language of a customer's Discord, which many never set: it counts while no browser has told one. */
export async function noteDiscordLanguage(
  tx: Tx,
  customerId: string,
  language: Language | null,
): Promise<void> {
  if (!language) return;
  await tx
    .update(customers)
    .set({ knownLanguage: language })
    .where(and(eq(customers.id, customerId), isNull(customers.knownLanguage)));
}

/** The customer's own choice, for pages and emails. */
export async function pickLanguage(tx: Tx, customerIds: string[], language: Language): Promise<void> {
  await tx.update(customers).set({ language }).where(inArray(customers.id, customerIds));
}
