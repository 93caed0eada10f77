import { inTransaction } from "@/db/client";
import { languageOfCustomer } from "@/lib/customer-language";
import { chooseLanguage, type RequestLanguage } from "@/lib/languages/languages";
import { type Texts, texts } from "@/lib/languages/texts";
import { type MyBusiness, myAccess } from "./my-access";
import { type MyPurchase, purchasesOf } from "./my-purchases";
import { customersOf, findPortalSession, type PortalSession } from "./session";

export type PortalBusiness = MyBusiness & { purchases: MyPurchase[] };
export type Portal = {
  session: Pick<PortalSession, "email" | "returnUrl">;
  texts: Texts;
  businesses: PortalBusiness[];
};

/** Everything the portal's page shows, or null when nobody is signed in. */
export async function readPortal(
  token: string | null,
  request: RequestLanguage | null = null,
): Promise<Portal | null> {
  return inTransaction(async (tx) => {
    const session = await findPortalSession(tx, token);
    if (!session) return null;
    const { email, returnUrl } = session;
    const people = await customersOf(tx, session);
    // One address may have bought from several merchants, and picks a language for all of them.
    const [reader] = [...people.filter(({ language }) => language), ...people];
    const language = reader ? await languageOfCustomer(tx, reader, request) : chooseLanguage(request, null);
    const words = texts(language);
    const businesses: PortalBusiness[] = [];
    for (const business of await myAccess(tx, people, words.t))
      businesses.push({ ...business, purchases: await purchasesOf(tx, business.customerId, words) });
    return { session: { email, returnUrl }, texts: words, businesses };
  });
}
