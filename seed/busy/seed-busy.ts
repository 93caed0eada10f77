import { sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import type { FailureCode } from "@/db/schema";
import { customerByEmail } from "@/lib/customers/customers";
import { revokeGrant } from "@/lib/grants/end-grants";
import { runGrantTimer } from "@/lib/grants/grant-timer";
import { auditGuild } from "@/lib/guilds/audit-guild";
import { listConnections } from "@/lib/payments/connections/find-connections";
import { grantDirectly } from "@/lib/purchases/grant-directly";
import { backDate, type Past, play } from "./back-date";
import { consent, grantsOf, makeUser, openLink, startSwitch } from "./connect-customers";
import { type Customer, type Fate, makeCustomers } from "./customers";
import { addPastAttempts, makeEndpoints, markMailsSent } from "./past-mails-and-webhooks";
import { change, openShop, type Shop, sell, setSending, storeEvents } from "./sales";
import { control, each } from "./sandbox-control";
import { moderate, openServer, type Server, settle } from "./server";
import {
  connectServer,
  findOwner,
  makeEntitlements,
  makeKeys,
  moveRole,
  type Owner,
  type SetUp,
} from "./set-up";

const day = 86_400_000;
const waiting: Fate[] = [
  "mail just sent",
  "unopened",
  "opened",
  "link expired",
  "cancelled before connecting",
];

/** One run of the story, with what its chapters pass on to each other. */
type Stage = {
  owner: Owner;
  customers: Customer[];
  past: Past;
  shop: Shop;
  server: Server;
  setUp: SetUp;
  /** By email address: each customer's Discord account, and the consent page that their link led to. */
  users: Map<string, string>;
  consentPages: Map<string, string>;
};

/**
 * The busy demo: five hundred customers over sixty days, in every possible state. The product's own verbs do
 * everything, and the sandbox really sells, really connects people and really has the members and their roles.
 */
export async function seedBusy(businessId: string): Promise<void> {
  const owner = await findOwner(businessId);
  const [connection] = await inTransaction((tx) => listConnections(tx, businessId));
  if (!connection) throw new Error("The demo has no shop");
  await setSending(connection, false);
  const { event_webhooks_url } = await control<{ event_webhooks_url: string | null }>("/discord/application");
  await control("/discord/application", { event_webhooks_url: null });
  const server = await openServer(await connectServer(owner, "The Lounge"));
  await connectServer(owner, "Pixel Workshop");
  const setUp = await makeEntitlements(owner, server);
  await makeKeys(owner);
  await makeEndpoints(owner);
  const stage: Stage = {
    owner,
    server,
    setUp,
    customers: makeCustomers(Date.now()),
    past: { scenes: [] },
    shop: openShop(connection),
    users: new Map(),
    consentPages: new Map(),
  };
  await buy(stage);
  await remind(stage);
  await connect(stage);
  await end(stage);
  await comeBack(stage);
  await inTransaction((tx) => backDate(tx, businessId, stage.past));
  await markMailsSent(
    businessId,
    of(stage, "mail just sent").map(({ email }) => email),
  );
  await addPastAttempts(businessId);
  await ageSetUp(businessId);
  await auditGuild(server.id);
  await control("/discord/application", { event_webhooks_url });
  await setSending(connection, true);
}

const of = ({ customers }: Stage, ...fates: Fate[]) => customers.filter(({ fate }) => fates.includes(fate));

async function buy(stage: Stage): Promise<void> {
  const { past, shop, customers, owner, setUp } = stage;
  const [direct, bought] = [customers.filter(isDirect), customers.filter((customer) => !isDirect(customer))];
  await sell(shop, bought);
  const at = (customer: Customer) => customer.at.bought;
  await play(past, bought, at, (customer) => storeEvents(shop, customer, at(customer)));
  await play(past, direct, at, async ({ email, name, fate }) => {
    const entitlementId = setUp.entitlementIds[1] ?? "";
    const expiresAt = fate === "in" && email.length % 3 === 0 ? null : new Date(Date.now() + 30 * day);
    await inTransaction((tx) =>
      grantDirectly(
        tx,
        owner.businessId,
        { entitlementId, customer: { email, name }, expiresAt },
        owner.actor,
      ),
    );
  });
}

const isDirect = ({ offer }: Customer) => offer === "direct";

/** Customers who did not connect get a reminder after one day, and another after four. */
async function remind(stage: Stage): Promise<void> {
  for (const days of [1, 4]) {
    const due = of(stage, ...waiting).filter(({ at }) => at.bought.getTime() + days * day < Date.now());
    const at = (customer: Customer) => new Date(customer.at.bought.getTime() + days * day);
    await play(stage.past, due, at, async (customer) => {
      const [grant] = await grantsOf(stage.owner.businessId, customer);
      if (grant) await runGrantTimer(grant.id);
    });
  }
}

async function connect(stage: Stage): Promise<void> {
  const { past, customers, owner, server, setUp } = stage;
  const connecting = customers.filter(({ fate }) => !waiting.includes(fate));
  const openers = [...connecting, ...of(stage, "opened")];
  await play(
    past,
    openers,
    ({ at }) => at.opened,
    async (customer) => {
      stage.consentPages.set(customer.email, await openLink(owner.businessId, customer));
    },
  );
  await each(connecting, async (customer) => {
    stage.users.set(customer.email, await makeUser(customer.username, customer.name));
  });
  const late = (customer: Customer) => customer.fate === "late founder";
  const connected = ({ at }: Customer) => at.connected;
  await play(
    past,
    connecting.filter((one) => !late(one)),
    connected,
    (one) => connectOne(stage, one),
  );
  // A moderator moves the Founder role above the bot's, so from here on nobody gets it.
  await moveRole(server.id, setUp.founderRoleId, await botRoleOf(server));
  await play(past, connecting.filter(late), connected, (one) => connectOne(stage, one));
}

async function botRoleOf({ id }: Server): Promise<string> {
  const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${id}?audit=0`);
  return bot.role_id;
}

async function connectOne({ users, consentPages, server }: Stage, customer: Customer): Promise<void> {
  const { email, username, name, fate } = customer;
  const id = users.get(email) ?? "";
  await consent(consentPages.get(email) ?? "", { id, username, name });
  await settle(server, id, await makeRefusal(server, id, fate));
}

/** Makes the sandbox refuse this person, so that a retry really fails until the cause is removed. */
async function makeRefusal(server: Server, id: string, fate: Fate): Promise<FailureCode | undefined> {
  switch (fate) {
    case "discord_member_banned":
      await moderate(server, "ban", { user_id: id, reason: "Spam" });
      return fate;
    case "discord_account_unverified":
      await control(`/discord/users/${id}/set`, { verified: false });
      return fate;
    case "discord_server_limit":
      await control(`/discord/users/${id}/set`, { guild_count: 100 });
      return fate;
    case "discord_reconnect_required":
      await control(`/discord/users/${id}/deauthorize`, {});
      return fate;
    default:
      return undefined;
  }
}

/** The step that a subscription or payment takes at the shop, by fate. */
const shopSteps: Partial<Record<Fate, { path: string; body?: object }>> = {
  "past due": { path: "subscriptions/:id/past-due" },
  "ends at period end": { path: "subscriptions/:id/cancel-at-period-end" },
  "cancelled before connecting": { path: "subscriptions/:id/cancel" },
  cancelled: { path: "subscriptions/:id/cancel" },
  "subscription expired": { path: "subscriptions/:id/expire" },
  paused: { path: "subscriptions/:id/pause" },
  "pause and back": { path: "subscriptions/:id/pause" },
  "on hold": { path: "subscriptions/:id/hold" },
  "hold and back": { path: "subscriptions/:id/hold" },
  refunded: { path: "payments/:id/refund" },
  "dispute lost": { path: "payments/:id/dispute", body: { outcome: "lost" } },
  downgraded: { path: "subscriptions/:id/change-plan", body: { product: "Pro" } },
};

async function end(stage: Stage): Promise<void> {
  const { past, shop, customers, owner, server, users } = stage;
  const settleOne = ({ email }: Customer) => settle(server, users.get(email) ?? "");
  const at = (customer: Customer) => customer.at.ended;
  const changing = customers.filter(({ fate }) => shopSteps[fate]);
  await change(shop, changing, ({ fate }) => shopSteps[fate] ?? { path: "" });
  await play(past, changing, at, async (customer) => {
    await storeEvents(shop, customer, at(customer));
    await settleOne(customer);
  });
  await play(past, of(stage, "revoked by hand"), at, async (customer) => {
    for (const { id } of await grantsOf(owner.businessId, customer))
      await inTransaction((tx) => revokeGrant(tx, owner.businessId, id, owner.actor));
    await settleOne(customer);
  });
  await play(past, of(stage, "end date reached"), at, async (customer) => {
    for (const { id } of await grantsOf(owner.businessId, customer)) {
      await inTransaction((tx) =>
        tx.execute(sql`update grants set expires_at = clock_timestamp() where id = ${id}`),
      );
      await runGrantTimer(id);
    }
    await settleOne(customer);
  });
  await play(past, of(stage, "left the server"), at, async (customer) => {
    const id = users.get(customer.email) ?? "";
    await moderate(server, "leave", { user_id: id });
    server.members.delete(id);
    await settleOne(customer);
  });
}

async function comeBack(stage: Stage): Promise<void> {
  const { past, shop, owner, server, users } = stage;
  const at = (customer: Customer) => customer.at.back;
  const returning = of(stage, "hold and back", "pause and back");
  await change(shop, returning, ({ fate }) => ({
    path: `subscriptions/:id/${fate === "hold and back" ? "activate" : "unpause"}`,
  }));
  await play(past, returning, at, async (customer) => {
    await storeEvents(shop, customer, at(customer));
    await settle(server, users.get(customer.email) ?? "");
  });
  await play(past, of(stage, "switched account"), at, async ({ email, username, name }) => {
    const { businessId } = owner;
    const customer = await inTransaction((tx) => customerByEmail(tx, businessId, email, name));
    const user = { id: await makeUser(`${username}.new`, name), username: `${username}.new`, name };
    await consent(await startSwitch(customer), user);
    await settle(server, user.id);
    await settle(server, users.get(email) ?? "");
  });
}

/** The business itself was set up sixty-one days ago. */
async function ageSetUp(businessId: string): Promise<void> {
  const long = "interval '61 days'";
  await inTransaction(async (tx) => {
    for (const [table, column] of [
      ["guilds", "connected_at"],
      ["entitlements", "created_at"],
      ["api_keys", "created_at"],
      ["webhook_endpoints", "created_at"],
      ["businesses", "created_at"],
      ["members", "created_at"],
      ["products", "created_at"],
      ["payment_connections", "created_at"],
    ] as const)
      await tx.execute(
        sql.raw(`update ${table} set ${column} = ${column} - ${long}
          where ${table === "businesses" ? "id" : "business_id"} = '${businessId}'`),
      );
    await tx.execute(sql`
      update audit_entries set created_at = created_at - interval '61 days'
      where business_id = ${businessId} and created_at > now() - interval '1 hour' and action not like 'grant.%'
        and action not like 'customer.%'`);
  });
}
