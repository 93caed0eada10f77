import type { Rig } from "./rig";
import type { Product, Shop } from "./story";
import type { SetUp, SetUpDone } from "./web";

const products: readonly Product[] = ["Pro", "VIP", "Lifetime"];
const recurring = {
  type: "recurring_price",
  payment_frequency_count: 1,
  payment_frequency_interval: "Month",
  subscription_period_count: 10,
  subscription_period_interval: "Year",
};

/** Servers with a few members each, products that give access to them, one endpoint per business, and new people. */
export async function openShops(rig: Rig, options: { guilds: number; strangers: number; sink: string }) {
  const owner = await rig.control<{ id: string }>("/discord/users", { username: "storm_owner" });
  const businesses = Math.max(1, Math.round(options.guilds / 10));
  const accounts: SetUp["accounts"] = [];
  for (let number = 0; number < businesses; number++) {
    const made = await rig.control<{ business_id: string; api_key: string }>("/shop/accounts", {
      name: `Storm ${number}`,
    });
    accounts.push({ ...made, sink: `${options.sink}/business-${number}` });
  }
  const guilds: (SetUp["guilds"][number] & { early: string[] })[] = [];
  for (let number = 0; number < options.guilds; number++) {
    const account = number % businesses;
    const made = await makeGuild(rig, owner.id, number);
    const sold = await makeProducts(rig, accounts[account]?.api_key ?? "", number);
    guilds.push({ ...made, account, products: sold, sellsMembership: number % 2 === 0 });
  }
  const elsewhere = await rig.control<{ members: string[] }>("/discord/guilds", {
    name: "Elsewhere",
    owner_id: owner.id,
    members: options.strangers,
  });
  const { connections } = await rig.web<SetUpDone>("/set-up", { accounts, guilds });
  const shops = guilds.map((guild): Shop => {
    const { id: connectionId = "", secret = "" } = connections[guild.account] ?? {};
    const { roles, early, sellsMembership } = guild;
    const shop = { connectionId, secret, account: accounts[guild.account]?.business_id ?? "" };
    return { ...shop, guildId: guild.id, roles, products: guild.products, early, sellsMembership };
  });
  return { shops, strangers: elsewhere.members };
}

async function makeGuild(rig: Rig, ownerId: string, number: number) {
  const made = await rig.control<{ id: string; roles: Record<string, string>; members: string[] }>(
    "/discord/guilds",
    {
      name: `Server ${number}`,
      owner_id: ownerId,
      roles: [{ name: "Fan" }, { name: "Pro" }, { name: "VIP" }],
      members: 12,
      bot: { permissions: "268435459", position: 4 },
    },
  );
  const { Pro = "", VIP = "", Fan = "" } = made.roles;
  // A role that is not ours, to check that it stays.
  for (const user_id of made.members)
    await rig.control(`/discord/guilds/${made.id}/give-role`, { user_id, role_id: Fan });
  return { id: made.id, roles: { Pro, VIP }, early: made.members };
}

async function makeProducts(rig: Rig, apiKey: string, number: number): Promise<Record<Product, string>> {
  const sold = { Pro: "", VIP: "", Lifetime: "" };
  for (const name of products) {
    const price = name === "Lifetime" ? { type: "one_time_price" } : recurring;
    const response = await fetch(`${rig.sandboxUrl}/dodo/products`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({
        name: `${name} ${number}`,
        tax_category: "saas",
        price: { price: 1000, currency: "USD", discount: 0, purchasing_power_parity: false, ...price },
      }),
    });
    sold[name] = ((await response.json()) as { product_id: string }).product_id;
  }
  return sold;
}
