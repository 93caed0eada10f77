import { createHash, randomBytes } from "node:crypto";
import type postgres from "postgres";
import { readActions, readAddresses } from "./access-matrix/build";
import { byApiKey, ofAdmins, ofMembers, ofViewers, open, openActions } from "./access-matrix/rules";
import { address, claim, expect, type Merchant, pro, test } from "./fixtures";
import { appUrl, unique } from "./sandbox";

const unknownId = "x_0000000000000000000000";

test("every address and every action of the build has a rule", () => {
  const without = readAddresses().filter(
    (path) => !ofMembers.test(path) && !byApiKey.test(path) && !Object.hasOwn(open, path),
  );
  expect(without).toEqual([]);
  expect(Object.keys(open).filter((path) => !readAddresses().includes(path))).toEqual([]);
  const actions = readActions().map(({ name }) => name);
  expect(actions.length).toBeGreaterThan(40);
  expect(Object.keys(openActions).filter((name) => !actions.includes(name))).toEqual([]);
});

test("strangers, other merchants, viewers and owners get what is theirs, at every address", async ({
  merchant,
  someone,
  sql,
}) => {
  const { one, other, viewer, ids } = await twoShops(merchant, someone, sql);
  const paths = readAddresses().filter((path) => ofMembers.test(path));
  expect(paths.length).toBeGreaterThan(30);
  for (const path of paths) {
    await test.step(path, async () => {
      const own = fill(path, one.slug, ids);
      const isData = path.startsWith("/api/");
      const forAdmins = ofAdmins[path];
      const stranger = await get(own);
      if (isData) expect(stranger.status).toBe(401);
      else expect([stranger.status, stranger.location]).toEqual([307, expect.stringContaining("/sign-in?")]);
      expect((await get(own, other.cookie)).status, "another merchant").toBe(404);
      expect((await get(own, viewer)).status, "a viewer").toBe(forAdmins ? 404 : 200);
      expect((await get(own, one.cookie)).status, "the owner").toBe(forAdmins ?? 200);
      // Another business's id in one's own address, and an id that doesn't exist, look the same.
      if (!/\[(?!business)/.test(path)) return;
      // The name of a list is no id, and each business has all lists.
      if (!path.includes("[list]"))
        expect((await get(fill(path, other.slug, ids), other.cookie)).status, "a foreign id").toBe(404);
      const nothing = Object.fromEntries(Object.keys(ids).map((name) => [name, unknownId]));
      expect((await get(fill(path, one.slug, nothing), one.cookie)).status, "an unknown id").toBe(404);
    });
  }
});

test("no address of the API answers without a key", async () => {
  const paths = readAddresses().filter((path) => byApiKey.test(path));
  expect(paths.length).toBeGreaterThan(15);
  for (const path of paths) {
    const url = `${appUrl()}${path.replace(/\[\w+\]/g, unknownId)}`;
    const answers = await Promise.all(
      ["GET", "POST", "PATCH", "PUT", "DELETE"].map(async (method) => (await fetch(url, { method })).status),
    );
    // 405 and 422 say in which words a method is not offered, to anybody.
    expect(
      answers.filter((status) => ![401, 405, 422].includes(status)),
      path,
    ).toEqual([]);
    expect(answers, path).toContain(401);
  }
});

test("no action does anything for strangers, other merchants, viewers and other websites", async ({
  merchant,
  someone,
  sql,
}) => {
  const { one, other, viewer, ids, businessId } = await twoShops(merchant, someone, sql);
  const state = async () =>
    (
      await sql`select (select count(*) from audit_entries where business_id = ${businessId})::int as audit,
      (select json_agg(b order by id) from businesses b where id = ${businessId}) as business`
    )[0];
  const before = await state();
  const actions = readActions().filter(({ name }) => !Object.hasOwn(openActions, name));
  expect(actions.length).toBeGreaterThan(40);
  for (const { id, name, page } of actions) {
    await test.step(name, async () => {
      const at = (slug: string) => fill(page, slug, ids);
      const send = (slug: string, cookie = "", origin = appUrl()) =>
        act(at(slug), id, [one.slug, unknownId, {}, {}], cookie, origin);
      expect(await send(one.slug)).toBe("Sign in first");
      expect(await send(other.slug, other.cookie)).toBe("Business not found");
      const asViewer = expect(await send(one.slug, viewer));
      (ofViewers.includes(name) ? asViewer.not : asViewer).toMatch(
        /^Only (admins and owners|owners) can do this$/,
      );
      expect(await send(one.slug, one.cookie, "https://evil.example")).toBe("Foreign origin");
    });
  }
  expect(await state()).toEqual(before);
});

type Ids = Record<string, string>;

/** A shop with one of everything that an address can name, another one, and a viewer of the first. */
async function twoShops(
  merchant: (name?: string) => Promise<Merchant>,
  someone: () => Promise<import("@playwright/test").Page>,
  sql: postgres.Sql,
) {
  const [one, other] = [await merchant("One"), await merchant("Other")];
  await one.connectShop(pro);
  const server = await one.connectServer("Pro");
  const entitlement = await one.entitlement(server, "Pro", "Pro");
  const { id: endpoint } = await one.endpoint();
  const ada = unique("ada");
  await one.buy("Pro", address(ada));
  await claim(await someone(), address(ada), ada);
  await one.expectGrants(address(ada), "Pro role: delivered");
  const first = async (table: string, column = "business_id", value?: string) => {
    const rows = await sql<{ id: string }[]>`
      select id from ${sql(table)} where ${sql(column)} = ${value ?? businessId} limit 1`;
    return rows[0]?.id ?? "";
  };
  const [business] = await sql<{ id: string }[]>`select id from businesses where slug = ${one.slug}`;
  const businessId = business?.id ?? "";
  await expect.poll(() => first("deliveries", "endpoint_id", endpoint)).not.toBe("");
  const run = unique("run");
  await sql`insert into bulk_runs (id, business_id, kind, input, actor, total, due_at, finished_at)
    values (${run}, ${businessId}, 'resend', '{"ids":[]}', '{"kind":"system","id":null,"label":"test"}', 0, null, now())`;
  const ids: Ids = {
    entitlement,
    endpoint,
    run,
    guild: server.id,
    customer: await first("customers"),
    grant: await first("grants"),
    product: await first("products"),
    connection: await first("payment_connections"),
    event: await first("inbox_events"),
    delivery: await first("deliveries", "endpoint_id", endpoint),
    list: "customers",
    email: await first("emails"),
  };
  expect(Object.entries(ids).filter(([, id]) => !id)).toEqual([]);
  const cookieOf = async ({ page }: Merchant) =>
    (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  return {
    businessId,
    ids,
    one: { slug: one.slug, cookie: await cookieOf(one) },
    other: { slug: other.slug, cookie: await cookieOf(other) },
    viewer: await inviteViewer(sql, businessId),
  };
}

/** The cookie of a signed-in viewer. */
async function inviteViewer(sql: postgres.Sql, businessId: string): Promise<string> {
  const [userId, token] = [unique("usr"), randomBytes(32).toString("base64url")];
  const hash = createHash("sha256").update(token).digest("hex");
  await sql`insert into users (id, email, name, email_verified) values (${userId}, ${`${userId}@viewers.test`}, 'A viewer', now())`;
  await sql`insert into members (id, business_id, user_id, role) values (${unique("mbr")}, ${businessId}, ${userId}, 'viewer')`;
  await sql`insert into sessions (session_token, user_id, expires) values (${hash}, ${userId}, now() + interval '1 day')`;
  return `gatehouse-session=${token}`;
}

function fill(path: string, slug: string, ids: Ids): string {
  const query = path.endsWith("/replay") ? "?since=2026-01-01T00:00:00Z&missed=0" : "";
  return path.replace("[business]", slug).replace(/\[(\w+)\]/g, (_, name) => ids[name] ?? name) + query;
}

async function get(path: string, cookie = ""): Promise<{ status: number; location: string | null }> {
  const answer = await fetch(`${appUrl()}${path}`, { headers: { cookie }, redirect: "manual" });
  await answer.body?.cancel();
  return { status: answer.status, location: answer.headers.get("location") };
}

/** Sends an action as the browser does; answers why it did nothing, or the whole answer if it did something. */
async function act(
  page: string,
  id: string,
  values: unknown[],
  cookie: string,
  origin: string,
): Promise<string> {
  const answer = await fetch(`${appUrl()}${page}`, {
    method: "POST",
    headers: {
      cookie,
      origin,
      "next-action": id,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
    },
    body: JSON.stringify(values),
    redirect: "manual",
  });
  const text = await answer.text();
  const refusal =
    /"ok":false,(?:"code":"\w+",)?"message":"([^"]*)"/.exec(text) ??
    /"message":"(Foreign origin)"/.exec(text);
  return refusal?.[1] ?? `${answer.status} ${text}`;
}
