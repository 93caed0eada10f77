import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type customers, discordAccounts, guilds } from "@/db/schema";
import { languageOfCustomer } from "@/lib/customer-language";
import { queueEmail } from "@/lib/email/queue-email";

type Switch = { id: string; fromUserId: string; toUserId: string; guildIds: string[] };

/** Emails the customer that their access moved, so that they notice if somebody else did it. */
export async function mailAccountSwitch(
  tx: Tx,
  customer: typeof customers.$inferSelect,
  { id, fromUserId, toUserId, guildIds }: Switch,
): Promise<void> {
  const accounts = await tx
    .select()
    .from(discordAccounts)
    .where(
      and(
        eq(discordAccounts.customerId, customer.id),
        inArray(discordAccounts.discordUserId, [fromUserId, toUserId]),
      ),
    );
  const servers =
    guildIds.length > 0 ? await tx.select().from(guilds).where(inArray(guilds.id, guildIds)) : [];
  const nameOf = (userId: string) => {
    const account = accounts.find(({ discordUserId }) => discordUserId === userId);
    return account?.globalName ?? account?.username ?? userId;
  };
  await queueEmail(tx, {
    uniqueKey: `account-switched:${id}`,
    businessId: customer.businessId,
    grantId: null,
    to: customer.email,
    language: await languageOfCustomer(tx, customer),
    template: "account-switched",
    props: {
      fromName: nameOf(fromUserId),
      toName: nameOf(toUserId),
      serverNames: servers.map(({ name }) => name),
    },
  });
}
