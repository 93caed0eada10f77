/** What customers, merchants and their payment provider do. Each is repeated until it has worked, as in life. */
import { createHash, randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Product } from "../chaos/story";
import { insist, type Person, type World } from "./world";

let sent = 0;

/** The provider sends an event until it is accepted. */
async function sendEvent(world: World, type: string, data: Record<string, unknown>): Promise<void> {
  const { connection } = world.shop;
  const id = `msg_crash_${sent++}`;
  const timestamp = new Date(Date.now() + sent).toISOString();
  const body = JSON.stringify({ business_id: connection.account, type, timestamp, data });
  await insist(`the event ${type}`, async () => (await postEvent(world, id, body)).status === 200);
}

export async function postEvent({ rig, shop }: World, id: string, body: string): Promise<Response> {
  const now = new Date();
  const response = await fetch(`${rig.webUrl}/api/hooks/payments/${shop.connection.id}`, {
    method: "POST",
    body,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": new Webhook(shop.connection.secret).sign(id, now, body),
    },
    signal: AbortSignal.timeout(15_000),
  });
  await response.arrayBuffer();
  return response;
}

const buyerOf = ({ customerId, email }: Person) => ({ customer_id: customerId, email, name: "Buyer" });

/** `subscription.active`, `.plan_changed`, `.cancelled`, … */
export function changeSubscription(world: World, person: Person, change: string, product: Product) {
  return sendEvent(world, `subscription.${change}`, {
    subscription_id: person.subscription,
    product_id: world.shop.products[product],
    status: change === "plan_changed" ? "active" : change,
    customer: buyerOf(person),
    recurring_pre_tax_amount: 1000,
    currency: "USD",
  });
}

export function buyLifetime(world: World, person: Person) {
  return sendEvent(world, "payment.succeeded", {
    payment_id: `pay_${person.customerId}`,
    product_cart: [{ product_id: world.shop.products.Lifetime }],
    status: "succeeded",
    total_amount: 1000,
    currency: "USD",
    customer: buyerOf(person),
  });
}

export function refundLifetime(world: World, person: Person) {
  return sendEvent(world, "refund.succeeded", {
    refund_id: `ref_${person.customerId}`,
    payment_id: `pay_${person.customerId}`,
    amount: 1000,
    is_partial: false,
  });
}

type Mail = { subject: string; links: string[] };

export function mailsTo({ rig }: World, email: string): Promise<Mail[]> {
  return rig.control<Mail[]>(`/inbox?to=${encodeURIComponent(email)}`);
}

async function linkIn(world: World, email: string, part: string): Promise<string | undefined> {
  const links = (await mailsTo(world, email)).flatMap((mail) => mail.links);
  return links.find((link) => link.includes(part));
}

/** Opens the mail's link and consents; reloads once, and then starts over, when something goes wrong. */
export async function claim(world: World, person: Person): Promise<void> {
  await insist("claiming", async () => {
    const link = await linkIn(world, person.email, "/connect/discord/");
    if (!link) return false;
    const to = await person.browser.follow(link);
    // The page says that it is connected, or why not. A reload shows it truly.
    if (to?.endsWith("/closed")) return isLinked(world, person, person.user);
    return to !== null && consent(world, person, to, person.user);
  });
}

/** Consents on Discord's page, and returns. */
async function consent(world: World, { browser }: Person, page: string, user: string): Promise<boolean> {
  const { location } = await world.rig.control<{ location: string }>("/discord/authorize", {
    url: page,
    user_id: user,
  });
  const result = await browser.follow(location).catch(() => browser.follow(location));
  return result?.includes("/discord/result/") ?? false;
}

async function isLinked({ rig }: World, { email }: Person, user: string): Promise<boolean> {
  const rows = await rig.sql`select from discord_accounts a join customers c on c.id = a.customer_id
    where c.email = ${email} and a.discord_user_id = ${user} and a.unlinked_at is null`;
  return rows.length > 0;
}

const sessionCookie = "gatehouse-portal";
const portalActions = "components/portal/actions.ts";

/** Signs in to the portal by a link that works once. Whoever finds it used asks for a new one. */
export async function signIn(world: World, person: Person): Promise<void> {
  await insist("signing in", async () => {
    const token = await makeSignInLink(world, person);
    const page = `/portal/session/${token}`;
    await person.browser.submit(page, `${portalActions} signIn`, { token });
    const portal = await person.browser.open("/portal");
    return portal.status === 200 && person.browser.hasCookie(sessionCookie);
  });
}

const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

async function makeSignInLink({ rig }: World, { email }: Person): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await rig.sql`insert into sign_in_links (id, hash, email, expires_at)
    values (${`sil_${token.slice(0, 21)}`}, ${hashOf(token)}, ${email}, now() + interval '15 minutes')`;
  return token;
}

/** Somebody who signed in some time ago. */
export async function holdPortalSession({ rig }: World, { email, browser }: Person): Promise<void> {
  const token = randomBytes(32).toString("base64url");
  await rig.sql`insert into portal_sessions (id, hash, email, expires_at)
    values (${`pse_${token.slice(0, 21)}`}, ${hashOf(token)}, ${email}, now() + interval '1 day')`;
  browser.setCookie(sessionCookie, token);
}

/** Connects another Discord account in the portal. */
export async function switchAccount(world: World, person: Person): Promise<void> {
  const { email, browser, secondUser } = person;
  const [customer] = await world.rig.sql<{ id: string }[]>`select id from customers where email = ${email}`;
  await insist("switching accounts", async () => {
    if (await isLinked(world, person, secondUser)) return true;
    const page = await browser.callToPage("/portal", `${portalActions} connectDiscord`, [customer?.id]);
    return page !== null && consent(world, person, page, secondUser);
  });
}

/** A merchant gives access by the dashboard's form. After an error they look whether it is there, and send it again. */
export async function giveDirectly({ rig }: World, { email, browser }: Person): Promise<void> {
  const token = randomBytes(32).toString("base64url");
  await rig.sql`insert into sessions (session_token, user_id, expires)
    values (${hashOf(token)}, 'usr_owner', now() + interval '1 day')`;
  browser.setCookie("gatehouse-session", token);
  const [entitlement] = await rig.sql<{ id: string; slug: string }[]>`
    select n.id, b.slug from entitlements n join businesses b on b.id = n.business_id where n.name = 'Pro'`;
  const { id = "", slug = "" } = entitlement ?? {};
  await insist("giving access", async () => {
    const page = `/${slug}/entitlements/${id}`;
    const shown = await (await browser.open(page)).text();
    if (shown.includes(email)) return true;
    const form = { email, name: "Buyer", expiresAt: "" };
    const action = "components/entitlements/actions.ts createGrant";
    return (await browser.call(page, action, [slug, id, null], form)).includes('"ok":true');
  });
}

/** A sale whose events the provider gave up on: asking for what is new finds it. */
export async function buyUnheard({ rig, shop }: World, { email }: Person): Promise<void> {
  const { connection, products } = shop;
  await rig.control("/shop/buy", {
    account: connection.account,
    product: products.Lifetime,
    email,
    name: "Buyer",
  });
  await rig.sql`update payment_connections set catch_up_due_at = now(), swept_at = null`;
  await rig.sql`select pg_notify('gatehouse_work', '')`;
  await insist("the sale being found", async () => {
    const rows =
      await rig.sql`select from grants g join customers c on c.id = g.customer_id where c.email = ${email}`;
    const asking = await rig.sql`select from payment_connections where catch_up_due_at <= now()`;
    return rows.length > 0 && asking.length === 0;
  });
}
