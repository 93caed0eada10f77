import { createCipheriv, createHash, randomBytes } from "node:crypto";
import postgres from "postgres";

export type BenchWorld = {
  keys: string[];
  small: string;
  large: string;
  connectionId: string;
  webhookSecret: string;
};

const businessId = "bus_bench";
const guildId = "100000000000000001";

/** A business with an entitlement of 1,000 grants and one of a million, API keys, and a payment provider. */
export async function fillWorld(
  databaseUrl: string,
  encryptionKeys: string,
  many: number,
): Promise<BenchWorld> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const [small, large, connectionId] = ["ent_bench_small", "ent_bench_large", "pcn_bench"] as const;
  const secret = randomBytes(24).toString("base64");
  const webhookSecret = `whsec_${secret}`;
  // The rate limit counts per key, and a single key would reach it.
  const keys = Array.from({ length: 40 }, () => `gh_${randomBytes(32).toString("base64url")}`);
  await sql`insert into businesses (id, slug, name) values (${businessId}, 'bench', 'Bench')`;
  await sql`insert into guilds (id, business_id, name, connected_by, due_at, audit_due_at)
    values (${guildId}, ${businessId}, 'Bench', 'usr_bench', null, null)`;
  for (const id of [small, large])
    await sql`insert into entitlements (id, business_id, guild_id, name) values (${id}, ${businessId}, ${guildId}, 'Bench')`;
  for (const [index, key] of keys.entries())
    await sql`insert into api_keys (id, business_id, name, hash, hint)
      values (${`key_bench_${index}`}, ${businessId}, 'bench', ${createHash("sha256").update(key).digest("hex")}, 'xxxx')`;
  await sql`insert into payment_connections (id, business_id, provider, name, api_key, webhook_secret, due_at)
    values (${connectionId}, ${businessId}, 'dodo', 'Bench', ${encrypt("none", "payment_connections.api_key", connectionId, encryptionKeys)},
      ${encrypt(webhookSecret, "payment_connections.webhook_secret", connectionId, encryptionKeys)}, null)`;
  await sql`create table bench_events (id text primary key, body text not null)`;
  await fillGrants(sql, { small, large, many });
  await sql.end();
  return { keys, small, large, connectionId, webhookSecret };
}

/** A thousand customers and as many purchases as needed; each pair of them is one grant. */
async function fillGrants(
  sql: postgres.Sql,
  { small, large, many }: { small: string; large: string; many: number },
) {
  const purchases = Math.ceil(many / 1000);
  await sql`insert into customers (id, business_id, email)
    select 'cus_bench_' || n, ${businessId}, 'c' || n || '@example.com' from generate_series(1, 1000) n`;
  await sql`insert into purchases (id, business_id, customer_id, kind, external_id, live)
    select 'pur_bench_' || n, ${businessId}, 'cus_bench_1', 'direct', 'bench_' || n, true
    from generate_series(1, ${purchases}::int) n`;
  for (const [id, upTo] of [
    [small, 1],
    [large, purchases],
  ] as const)
    await sql`insert into grants (id, business_id, entitlement_id, customer_id, purchase_id, status, created_at)
      select 'entg_' || ${id}::text || '_' || c || '_' || p, ${businessId}, ${id}, 'cus_bench_' || c, 'pur_bench_' || p,
        (array['delivered', 'pending', 'revoked'])[1 + (c + p) % 3],
        now() - make_interval(secs => p * 1000 + c)
      from generate_series(1, 1000) c, generate_series(1, ${upTo}::int) p`;
  await sql`analyze`;
}

/** Encrypts as the product does: AES-256-GCM with the first key, and the column and row authenticated. */
function encrypt(plain: string, column: string, id: string, encryptionKeys: string): string {
  const [first = ""] = encryptionKeys.split(",");
  const colon = first.indexOf(":");
  const nonce = randomBytes(12);
  const key = Buffer.from(first.slice(colon + 1), "base64");
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(`${column}:${id}`));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const parts = [nonce, cipher.getAuthTag(), body].map((part) => part.toString("base64url"));
  return [first.slice(0, colon), ...parts].join(".");
}
