import { readdirSync } from "node:fs";
import type postgres from "postgres";

/** A picture to take: its name, and the address of the page. */
export type Shot = { name: string; url: string };

/** Every page of the dashboard, such as `/[business]/customers/[customer]`, from the files of `app/`. */
export function dashboardPages(): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /^\[business\].*page\.tsx$/.test(file))
    .map((file) => `/${file.replace(/\/page\.tsx$/, "").replace(/\/\([^)]*\)/g, "")}`)
    .sort();
}

/** The pages with something in the business for each of their parameters; pages without are left out. */
export async function fill(sql: postgres.Sql, slug: string, pages: string[]): Promise<Shot[]> {
  const ids = await idsOf(sql, slug);
  return pages.flatMap((page) => {
    const names = [...page.matchAll(/\[(\w+)\]/g)].map(([, name = ""]) => name);
    const unknown = names.find((name) => !Object.hasOwn(ids, name));
    if (unknown) throw new Error(`scripts/screenshots/pages.ts does not know what [${unknown}] is`);
    if (names.some((name) => ids[name] === null)) return [];
    const url = page.replace(/\[(\w+)\]/g, (_, name: string) => ids[name] ?? "");
    return [{ name: page.replace(/^\/\[business\]/, "") || "/overview", url }];
  });
}

/** What a page's parameter stands for: something that has much to show. */
async function idsOf(sql: postgres.Sql, slug: string): Promise<Record<string, string | null>> {
  const one = async (query: Promise<{ id: string }[]>) => (await query)[0]?.id ?? null;
  const of = sql`business_id = (select id from businesses where slug = ${slug})`;
  const grant = await one(
    sql`select grant_id as id from grant_events where ${of} group by 1 order by count(*) desc, 1 limit 1`,
  );
  const connection = await one(sql`select id from payment_connections where ${of} order by id limit 1`);
  return {
    business: slug,
    grant,
    connection,
    email: await one(
      sql`select id from emails where grant_id = ${grant} order by sent_mail is null, id limit 1`,
    ),
    event: await one(
      sql`select id from inbox_events where connection_id = ${connection} order by id desc limit 1`,
    ),
    customer: await one(
      sql`select customer_id as id from grants where ${of} group by 1 order by count(*) desc, 1 limit 1`,
    ),
    entitlement: await one(
      sql`select entitlement_id as id from grants where ${of} group by 1 order by count(*) desc, 1 limit 1`,
    ),
    product: await one(
      sql`select product_id as id from grants where ${of} and product_id is not null group by 1 order by count(*) desc, 1 limit 1`,
    ),
    endpoint: await one(sql`select id from webhook_endpoints where ${of} order by id limit 1`),
    delivery: await one(sql`select id from deliveries where ${of} order by id desc limit 1`),
  };
}
