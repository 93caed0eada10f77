import { inTransaction } from "@/db/client";
import type { Doubt } from "@/lib/connect/find-doubt";
import { findHeldAccount, maskEmail } from "@/lib/connect/held-account";
import { languageOfCustomer } from "@/lib/customer-language";
import type { RequestLanguage } from "@/lib/languages/languages";
import { type Texts, texts } from "@/lib/languages/texts";
import { customerOf, ofRound } from "./connection-page";
import { type AccessCard, accessOf, type DiscordPerson, type MyBusiness } from "./my-access";
import type { Customer } from "./session";

export type Confirmation = {
  texts: Texts;
  business: MyBusiness;
  doubt: Doubt;
  /** The Discord account that waits. */
  account: DiscordPerson;
  /** Whose access it would get: their name, otherwise their masked address; null for a buyer who has just paid. */
  owner: string | null;
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
    const customer = await customerOf(tx, state);
    if (!customer) return null;
    const words = texts(await languageOfCustomer(tx, customer, request));
    const all = await accessOf(tx, customer, words.t);
    if (!all) return null;
    const business = await ofRound(tx, state, all);
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
      owner: state.purpose === "checkout" ? null : ownerOf(customer, maskedEmail),
      maskedEmail,
      cards: business.cards.filter(({ state: { tone } }) => tone !== "revoked"),
    };
  });
}

/** Some providers put the address where the name is missing. */
function ownerOf({ name }: Customer, maskedEmail: string): string {
  return name && !name.includes("@") ? name : maskedEmail;
}
