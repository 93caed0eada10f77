import type { Lane } from "@/db/schema";
import { env } from "@/lib/env";
import { getBotUser } from "./api";

let known: { token: string; id: string } | undefined;

/**
 * The bot's user id, which differs from the application's id for old applications. It never changes for a token, so
 * each process reads it once. Null when Discord does not answer.
 */
export async function botUserId(lane: Lane): Promise<string | null> {
  const token = env().DISCORD_BOT_TOKEN;
  if (known?.token === token) return known.id;
  const reply = await getBotUser(lane);
  if (reply.kind !== "ok") return null;
  known = { token, id: reply.body.id };
  return known.id;
}
