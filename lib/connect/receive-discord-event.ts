import { createPublicKey, verify } from "node:crypto";
import { and, eq, lte } from "drizzle-orm";
import { z } from "zod";
import { inTransaction } from "@/db/client";
import { discordAccounts } from "@/db/schema";
import { freshDatabaseNow } from "@/db/watch-clock";
import { deleteTokens } from "@/lib/discord/tokens";
import { env } from "@/lib/env";
import { GatehouseError } from "@/lib/errors";
import { log } from "@/lib/log";

// Discord retries for ten minutes.
const toleranceSeconds = 15 * 60;

const eventShape = z.object({
  type: z.number(),
  event: z
    .object({
      type: z.string(),
      timestamp: z.string().optional(),
      data: z
        .object({ user: z.object({ id: z.string() }) })
        .partial()
        .optional(),
    })
    .optional(),
});

/**
 * Handles a webhook event from Discord. Throws `unauthorized` for a wrong signature; Discord sends some on purpose and
 * disables endpoints that accept them. Events may repeat and come in any order, and deleting tokens twice is
 * harmless.
 */
export async function receiveDiscordEvent(headers: Headers, raw: Uint8Array): Promise<void> {
  requireSignature(
    headers.get("x-signature-ed25519"),
    headers.get("x-signature-timestamp"),
    raw,
    await freshDatabaseNow(),
  );
  const parsed = eventShape.safeParse(JSON.parse(Buffer.from(raw).toString("utf8")));
  if (!parsed.success) throw new GatehouseError("bad_request", "This is not a Discord event");
  const { event } = parsed.data;
  const userId = event?.data?.user?.id;
  if (event?.type !== "APPLICATION_DEAUTHORIZED" || !userId) return;
  // Roles stay, because the bot needs no user token for them. Only a re-add needs a new consent.
  // A late event must not delete the tokens of a newer consent.
  const at = timeOf(event.timestamp);
  const before = at ? lte(discordAccounts.linkedAt, at) : undefined;
  await inTransaction((tx) => deleteTokens(tx, and(eq(discordAccounts.discordUserId, userId), before)));
  log.info({ discordUserId: userId }, "a Discord user revoked our authorization");
}

/** Discord sometimes omits the time zone and means UTC. */
function timeOf(text = ""): Date | null {
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

function requireSignature(
  signature: string | null,
  timestamp: string | null,
  raw: Uint8Array,
  now: Date,
): void {
  const wellFormed = /^[0-9a-f]{128}$/i.test(signature ?? "") && /^\d{1,15}$/.test(timestamp ?? "");
  const fresh = Math.abs(now.getTime() / 1000 - Number(timestamp)) < toleranceSeconds;
  const message = Buffer.concat([Buffer.from(timestamp ?? ""), raw]);
  if (!wellFormed || !fresh || !verify(null, message, publicKey(), Buffer.from(signature ?? "", "hex")))
    throw new GatehouseError("unauthorized", "The signature does not match");
}

function publicKey() {
  // The raw key with its fixed DER prefix (RFC 8410).
  const der = Buffer.concat([
    Buffer.from("302a300506032b6570032100", "hex"),
    Buffer.from(env().DISCORD_PUBLIC_KEY, "hex"),
  ]);
  return createPublicKey({ key: der, format: "der", type: "spki" });
}
