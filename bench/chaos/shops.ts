import { neededRights } from "@/sandbox/shop/stripe/keys";
import type { Rig } from "./rig";
import type { Connection, Product, Shop, StormProvider } from "./story";
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
export async function openShops(
  rig: Rig,
  options: { guilds: number; strangers: number; sink: string; provider?: StormProvider },
) {
  const { openAccount, makeProducts } = at[options.provider ?? "dodo"];
  const owner = await rig.control<{ id: string }>("/discord/users", { username: "storm_owner" });
  const businesses = Math.max(1, Math.round(options.guilds / 10));
  const accounts: SetUp["accounts"] = [];
  for (let number = 0; number < businesses; number++) {
    const sink = `${options.sink}/business-${number}`;
    accounts.push({ provider: options.provider ?? "dodo", sink, ...(await openAccount(rig, number)) });
  }
  const guilds: (SetUp["guilds"][number] & { early: string[] })[] = [];
  for (let number = 0; number < options.guilds; number++) {
    const account = number % businesses;
    const made = await makeGuild(rig, owner.id, number);
    const sold = await makeProducts(rig, accounts[account] ?? { account: "", apiKey: "" }, number);
    guilds.push({ ...made, account, products: sold, sellsMembership: number % 2 === 0 });
  }
  const elsewhere = await rig.control<{ members: string[] }>("/discord/guilds", {
    name: "Elsewhere",
    owner_id: owner.id,
    members: options.strangers,
  });
  const made = await rig.web<SetUpDone>("/set-up", { accounts, guilds });
  const connections = accounts.map(({ sink: _, ...account }, number): Connection => {
    const { id = "", secret = "" } = made.connections[number] ?? {};
    return { ...account, id, secret, isAway: false };
  });
  const shops = guilds.flatMap((guild): Shop[] => {
    const connection = connections[guild.account];
    const { id: guildId, roles, products: sold, early, sellsMembership } = guild;
    return connection ? [{ connection, guildId, roles, products: sold, early, sellsMembership }] : [];
  });
  return { connections, shops, strangers: elsewhere.members };
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

type Account = Pick<Connection, "account" | "apiKey">;

async function openDodoAccount(rig: Rig, number: number): Promise<Account> {
  const { business_id, api_key } = await rig.control<{ business_id: string; api_key: string }>(
    "/shop/accounts",
    { name: `Storm ${number}` },
  );
  return { account: business_id, apiKey: api_key };
}

/** Every other account has an API version from before 2025. The storm delivers its events itself. */
async function openStripeAccount(rig: Rig, number: number): Promise<Account> {
  const { account } = await rig.control<{ account: string }>("/shop/accounts", {
    provider: "stripe",
    name: `Storm ${number}`,
    ...(number % 2 === 1 && { api_version: "2024-06-20" }),
  });
  await rig.control("/shop/set", { provider: "stripe", account, lose: true });
  return { account, apiKey: await newStripeKey(rig, account) };
}

export async function newStripeKey(rig: Rig, account: string): Promise<string> {
  return (await rig.control<{ key: string }>("/shop/stripe/keys", { account, rights: neededRights })).key;
}

async function makeStripeProducts(
  rig: Rig,
  { account }: Account,
  number: number,
): Promise<Record<Product, string>> {
  const sold = { Pro: "", VIP: "", Lifetime: "" };
  for (const name of products) {
    const price = { unit_amount: 1000, ...(name !== "Lifetime" && { interval: "month" }) };
    const { product } = await rig.control<{ product: { id: string } }>("/shop/stripe/products", {
      account,
      name: `${name} ${number}`,
      prices: [price],
    });
    sold[name] = product.id;
  }
  return sold;
}

const at = {
  dodo: { openAccount: openDodoAccount, makeProducts: makeDodoProducts },
  stripe: { openAccount: openStripeAccount, makeProducts: makeStripeProducts },
} as const;

async function makeDodoProducts(
  rig: Rig,
  { apiKey }: Account,
  number: number,
): Promise<Record<Product, string>> {
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
