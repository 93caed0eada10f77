import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { lockUntilCommit } from "@/db/lock";
import { paymentConnections } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { GatehouseError, invalid } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { checkApiAddress, isAboutAddress } from "@/lib/payments/provider-api";
import { type ProviderName, providerNamed } from "@/lib/payments/providers";
import { saveProduct } from "@/lib/payments/save-product";
import { retryParkedEvents } from "./retry-parked-events";
import { findSameAccount } from "./same-account";
import { encryptKey, encryptSecret, requireKey, requireSecret } from "./secrets";
import { type TriedKey, tryKey } from "./try-key";
import { canReachUs, webhookUrl } from "./webhook-url";

type NewConnection = {
  businessId: string;
  provider: ProviderName;
  name: string;
  apiKey: string;
  baseUrl: string | null;
  /** Set if the merchant created the webhook at the provider. If null, we create one. */
  webhookSecret: string | null;
  externalBusinessId: string | null;
  actor: Actor;
};
type Webhook = { id: string | null; secret: string };

/**
 * Connects a provider. The key is tested first (see `requireKey` and `tryKey`), and the products are stored
 * immediately. A provider that can't reach us (`APP_URL` is on this machine) gets no webhook. An account that was
 * connected before gets its old connection back, with its products, purchases and customers. An account that is
 * connected now is refused. Calls the provider, so don't call this inside a transaction.
 */
export async function connectProvider(wanted: NewConnection): Promise<ConnectionRow> {
  const access = { apiKey: wanted.apiKey, baseUrl: wanted.baseUrl };
  const provider = providerNamed(wanted.provider);
  requireKey(wanted.provider, wanted.apiKey);
  if (wanted.baseUrl) checkApiAddress(provider.api, wanted.baseUrl);
  if (wanted.webhookSecret) requireSecret(wanted.provider, wanted.webhookSecret);
  const fresh = newId("connection");
  const byHand = wanted.webhookSecret ?? (canReachUs(wanted) ? null : unknownSecret());
  const trial = byHand ? null : { id: null, url: webhookUrl(fresh) };
  const key = await tryKey(provider, access, trial).catch((error: unknown) => {
    throw wanted.baseUrl && isAboutAddress(error)
      ? invalid(error.message, { baseUrl: error.message })
      : error;
  });
  requireBusiness(wanted, key);
  const id = (await findFormer(db(), wanted, key))?.id ?? fresh;
  const webhook = byHand
    ? { id: null, secret: byHand }
    : await provider.webhooks.create(access, webhookUrl(id));
  try {
    return await inTransaction((tx) => store(tx, { id, wanted, key, webhook }));
  } catch (error) {
    if (webhook.id) await provider.webhooks.remove(access, webhook.id);
    throw error;
  }
}

/** No provider signs with it: until the merchant enters the secret of a forwarding tool, only catching up finds sales. */
function unknownSecret(): string {
  return `whsec_${randomBytes(24).toString("base64")}`;
}

function requireBusiness({ externalBusinessId }: NewConnection, { business }: TriedKey): void {
  if (!externalBusinessId || !business || externalBusinessId === business) return;
  const words = `This key belongs to ${business}`;
  throw invalid(words, { externalBusinessId: words });
}

/** The disconnected connection of this account, if it had one. */
async function findFormer(tx: Tx, wanted: NewConnection, key: TriedKey): Promise<ConnectionRow | null> {
  const former = await findSameAccount(tx, wanted, key);
  if (former && !former.disconnectedAt)
    throw new GatehouseError(
      "conflict",
      `This account is already connected as “${former.name}”. To use another key for it, replace that one's key.`,
    );
  return former;
}

type Storing = { id: string; wanted: NewConnection; key: TriedKey; webhook: Webhook };

async function store(tx: Tx, { id, wanted, key, webhook }: Storing): Promise<ConnectionRow> {
  const { businessId, provider, name, baseUrl, actor } = wanted;
  await lockUntilCommit(tx, `connect a provider:${businessId}`);
  const former = await findFormer(tx, wanted, key);
  const columns = {
    name,
    baseUrl,
    mode: key.mode,
    externalBusinessId: wanted.externalBusinessId ?? key.business ?? former?.externalBusinessId ?? null,
    apiKey: encryptKey(id, wanted.apiKey),
    webhookSecret: encryptSecret(id, webhook.secret),
    webhookId: webhook.id,
    syncedAt: sql`now()`,
    dueAt: sql`now() + interval '15 minutes'`,
  };
  const [row] = await tx
    .insert(paymentConnections)
    .values({ ...columns, id, businessId, provider })
    .onConflictDoUpdate({ target: paymentConnections.id, set: { ...columns, ...reconnected } })
    .returning();
  if (!row) throw new Error("insert returned nothing");
  for (const product of key.products) await saveProduct(tx, row, product);
  if (former) await retryParkedEvents(tx, id);
  const details = { provider, name, ...(former && { again: true }) };
  await writeAudit(tx, { businessId, actor, action: "provider.connected", subjectId: id, details });
  return row;
}

/** Asks at once for everything since the last catch-up, and reads every subscription. */
const reconnected = {
  disconnectedAt: null,
  previousSecret: null,
  previousSecretUntil: null,
  // The sync also cleans up endpoints left at the provider.
  dueAt: sql`now()`,
  attempts: 0,
  lastError: null,
  catchUpDueAt: sql`now()`,
  catchUpAttempts: 0,
  catchUpError: null,
  catchUpStartedAt: null,
  catchUpList: null,
  catchUpCursor: null,
  catchUpPage: 0,
  catchUpMark: null,
  sweptAt: null,
};
