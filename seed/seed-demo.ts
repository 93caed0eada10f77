import { sql } from "drizzle-orm";
import { lockUntilCommit } from "@/db/lock";
import { businesses, members, users } from "@/db/schema";
import { system } from "@/lib/audit";
import { newId } from "@/lib/ids";
import { connectProvider } from "@/lib/payments/connections/connect-provider";
import { inTransaction } from "../db/client";
import { seedBusy } from "./busy/seed-busy";

/**
 * Seeds an empty demo database with the business, its people, and its payment provider (the sandbox's shop, over
 * HTTP like any other). The bot is not connected, because that is the first thing a person does. Does nothing if
 * the demo already exists.
 */
export async function seedDemo({ busy, dodoApiKey }: { busy: boolean; dodoApiKey: string }): Promise<void> {
  const businessId = await seedPeople();
  if (!businessId) return;
  await connectProvider({
    businessId,
    provider: "dodo",
    name: "Sandbox shop",
    apiKey: dodoApiKey,
    baseUrl: null,
    webhookSecret: null,
    externalBusinessId: null,
    actor: system,
  });
  if (busy) await seedBusy(businessId);
}

async function seedPeople(): Promise<string | null> {
  return inTransaction(async (tx) => {
    await lockUntilCommit(tx, "seed");
    const [present] = await tx.select({ id: businesses.id }).from(businesses).limit(1);
    if (present) return null;
    const businessId = newId("business");
    await tx
      .insert(businesses)
      .values({ id: businessId, slug: "demo", name: "Demo Community", supportEmail: "help@demo.test" });
    for (const [email, name, role] of [
      ["merchant@demo.test", "Mona Merchant", "owner"],
      ["viewer@demo.test", "Vic Viewer", "viewer"],
    ] as const) {
      const userId = newId("user");
      await tx.insert(users).values({ id: userId, email, name, emailVerified: sql`now()` });
      await tx.insert(members).values({ id: newId("member"), businessId, userId, role });
    }
    return businessId;
  });
}
