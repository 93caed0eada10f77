import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { discordAlarms } from "@/db/schema";
import { log } from "@/lib/log";
import { discordCode, type Refused, sentenceOfDiscord } from "./problems";

/** The kinds of calls that alarms are counted by. */
export type AlarmedCall = "add-member" | "give-role" | "take-role" | "kick" | "get-member" | "get-guild";

/**
 * Counts a refusal that an operator should look at, for metrics and health. A code that turns up here and isn't in
 * `discordCode` belongs into `classifyRefusal`.
 */
export async function raiseAlarm(call: AlarmedCall, refused: Refused): Promise<void> {
  const { code, status } = refused;
  const message = sentenceOfDiscord(refused);
  log.error({ call, status, code, message }, alarmWords(code));
  await db()
    .insert(discordAlarms)
    .values({ code, call, status, message })
    .onConflictDoUpdate({
      target: [discordAlarms.code, discordAlarms.call],
      set: { status, message, count: sql`${discordAlarms.count} + 1`, lastAt: sql`now()` },
    });
}

function alarmWords(code: number): string {
  return code === discordCode.unknownMessage
    ? "Discord's abuse guard stopped a call; the bot may be adding people too fast"
    : "Discord refused a call with a code that Gatehouse doesn't know";
}

/** How often each of these refusals came, for metrics. */
export async function countAlarms(): Promise<{ code: number; call: string; count: number }[]> {
  const { code, call, count } = discordAlarms;
  return db().select({ code, call, count }).from(discordAlarms);
}

/** Whether any came in the last day, for health. */
export async function hasRecentAlarm(): Promise<boolean> {
  const recent = await db()
    .select({ code: discordAlarms.code })
    .from(discordAlarms)
    .where(sql`${discordAlarms.lastAt} > now() - interval '1 day'`)
    .limit(1);
  return recent.length > 0;
}
