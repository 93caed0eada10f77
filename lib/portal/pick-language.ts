import { inTransaction } from "@/db/client";
import { pickLanguage } from "@/lib/customer-language";
import type { Language } from "@/lib/languages/languages";
import { customersOf, findPortalSession } from "./session";

/** Keeps the language that a signed-in customer picked, for all their purchases. */
export async function pickMyLanguage(token: string | null, language: Language): Promise<void> {
  await inTransaction(async (tx) => {
    const session = await findPortalSession(tx, token);
    if (!session) return;
    const people = await customersOf(tx, session);
    await pickLanguage(
      tx,
      people.map(({ id }) => id),
      language,
    );
  });
}
