import { Webhook } from "standardwebhooks";
import type { Rig } from "./rig";
import type { Shop } from "./story";

/** Sends the provider's event of a sale; resolves when the event was accepted. */
export async function buyLifetime(rig: Rig, shop: Shop, customerId: string): Promise<void> {
  const now = new Date();
  const body = JSON.stringify({
    business_id: shop.connection.account,
    type: "payment.succeeded",
    timestamp: now.toISOString(),
    data: {
      payment_id: `pay_${customerId}`,
      product_cart: [{ product_id: shop.products.Lifetime }],
      status: "succeeded",
      total_amount: 1000,
      currency: "USD",
      customer: { customer_id: customerId, email: `${customerId}@bench.test`, name: "Buyer" },
    },
  });
  const id = `msg_${customerId}`;
  const response = await fetch(`${rig.webUrl}/hooks/${shop.connection.id}`, {
    method: "POST",
    body,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": new Webhook(shop.connection.secret).sign(id, now, body),
    },
  });
  if (!response.ok) throw new Error(`the event got the answer ${response.status}`);
}

export async function grantsOf({ sql }: Rig, customerId: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from grants g join customers c on c.id = g.customer_id where c.external_id = ${customerId}`;
  return row?.n ?? 0;
}

type Member = { user_id: string; roles: string[] };

export async function membersOf(rig: Rig, { guildId }: Shop): Promise<Member[]> {
  return (await rig.control<{ members: Member[] }>(`/discord/guilds/${guildId}?audit=0`)).members;
}

/** Whether the user is in the server with the role that a lifetime purchase gives. */
export async function hasRole(rig: Rig, shop: Shop, user: string): Promise<boolean> {
  const members = await membersOf(rig, shop);
  return members.some((member) => member.user_id === user && member.roles.includes(shop.roles.Pro));
}
