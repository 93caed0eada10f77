import type { Lane } from "@/db/schema";
import { env } from "@/lib/env";
import { getBotUser } from "./api";

let known: { token: string; id: string } | undefined;

/**
 * The bot's own user id, which for old applications differs from the application's. It never changes for a
 * token, so each process asks once. Null when Discord does not answer.
 */
export async function botUserId(lane: Lane): Promise<string | null> {
  const token = env().DISCORD_BOT_TOKEN;
  if (known?.token === token) return known.id;
  const reply = await getBotUser(lane);
  if (reply.kind !== "ok") return null;
  known = { token, id: reply.body.id };
  return known.id;
}
