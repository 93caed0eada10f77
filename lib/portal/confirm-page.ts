import { eq } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { customers } from "@/db/schema";
import type { Doubt } from "@/lib/connect/find-doubt";
import { findHeldAccount, maskEmail } from "@/lib/connect/held-account";
import { languageOfCustomer } from "@/lib/customer-language";
import type { RequestLanguage } from "@/lib/languages/languages";
import { type Texts, texts } from "@/lib/languages/texts";
import { type AccessCard, accessOf, type DiscordPerson, type MyBusiness } from "./my-access";

export type Confirmation = {
  texts: Texts;
  business: MyBusiness;
  doubt: Doubt;
  /** The Discord account that waits. */
  account: DiscordPerson;
  /** Whose access it would get: their name, otherwise their masked address. */
  owner: string;
  maskedEmail: string;
  /** What would be connected. */
  cards: AccessCard[];
};

/** What the page shows that asks before a Discord account is connected; null when nothing waits in this browser. */
export async function readConfirmation(
  key: string,
  browser: string | null,
  request: RequestLanguage | null = null,
): Promise<Confirmation | null> {
  const held = await findHeldAccount(key, browser);
  if (!held) return null;
  return inTransaction(async (tx) => {
    const { state, user, doubt } = held;
    const [customer] = await tx
      .select()
      .from(customers)
      .where(eq(customers.id, state.customerId ?? ""));
    if (!customer) return null;
    const words = texts(await languageOfCustomer(tx, customer, request));
    const business = await accessOf(tx, customer, words.t);
    if (!business) return null;
    const maskedEmail = maskEmail(customer.email);
    return {
      texts: words,
      business,
      doubt,
      account: {
        id: user.id,
        name: user.global_name ?? user.username,
        username: user.username,
        avatar: user.avatar ?? null,
      },
      // Some providers put the address where the name is missing.
      owner: customer.name && !customer.name.includes("@") ? customer.name : maskedEmail,
      maskedEmail,
      cards: business.cards.filter(({ state: { tone } }) => tone !== "revoked"),
    };
  });
}
