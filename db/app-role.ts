import type postgres from "postgres";
import { readConnectionUrl } from "./connection-url";

/**
 * Lets the role of `appUrl` read and change rows, and nothing else: it owns no table, so it can neither drop one nor
 * switch off a rule. Creates the role with the address's password if it is missing. Run after each migration, as the
 * tables' owner. Does nothing when both addresses have the same role.
 */
export async function grantToApp(sql: postgres.Sql, ownerUrl: string, appUrl: string): Promise<void> {
  const { user, password } = readConnectionUrl(appUrl);
  if (!user || user === readConnectionUrl(ownerUrl).user) return;
  const [known] = await sql`select from pg_roles where rolname = ${user}`;
  if (!known) await create(sql, user, password ?? "");
  await run(sql, "grant usage on schema public to %I", user);
  await run(sql, "grant select, insert, update, delete on all tables in schema public to %I", user);
  await run(sql, "grant usage on all sequences in schema public to %I", user);
}

async function create(sql: postgres.Sql, user: string, password: string): Promise<void> {
  try {
    await run(sql, "create role %I login password %L", user, password);
  } catch (error) {
    // 42710: another process has just created it.
    if ((error as { code?: string }).code === "42710") return;
    throw new Error(`The role ${user} of DATABASE_URL doesn't exist and could not be created`, {
      cause: error,
    });
  }
}

/** Postgres itself quotes the names: `%I` an identifier, `%L` a text. */
async function run(sql: postgres.Sql, statement: string, ...values: string[]): Promise<void> {
  const [row] = await sql<
    { text: string }[]
  >`select format(${statement}, variadic ${values}::text[]) as text`;
  await sql.unsafe(row?.text ?? "");
}
