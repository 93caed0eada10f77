import { createPrivateKey, randomBytes, sign } from "node:crypto";
import { sandboxCredentials } from "../credentials";
import { clientId, type Discord } from "./discord";
import { userShape } from "./shapes";

type EventType = "APPLICATION_AUTHORIZED" | "APPLICATION_DEAUTHORIZED";

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");
const seed = Buffer.from(sandboxCredentials.discord.privateKeySeed, "hex");
const privateKey = createPrivateKey({
  key: Buffer.concat([PKCS8_ED25519, seed]),
  format: "der",
  type: "pkcs8",
});
const GIVE_UP_MS = 600_000;
const ANSWER_WITHIN_MS = 3_000;

/** Sends the application a signed event about a person's decision, retried for up to ten minutes. */
export function sendEvent(
  discord: Discord,
  type: EventType,
  userId: string,
  data: Record<string, unknown>,
): void {
  const { eventUrl, eventStatus } = discord.application;
  const person = discord.users.get(userId);
  if (!eventUrl || eventStatus !== 2 || !person) return;
  // The event's own time has no time zone; it is UTC.
  const time = new Date(discord.now()).toISOString().replace("Z", "");
  const event = { type, timestamp: time, data: { ...data, user: userShape(person) } };
  const body = JSON.stringify({ version: 1, application_id: clientId, type: 1, event });
  void deliver(discord, eventUrl, body, discord.now());
}

async function deliver(
  discord: Discord,
  url: string,
  body: string,
  since: number,
  attempt = 0,
): Promise<void> {
  if ((await post(discord, url, body, true)) === 204) return;
  const wait = discord.world.scaled(1_000 * 2 ** attempt);
  if (discord.now() + wait - since > discord.world.scaled(GIVE_UP_MS)) return;
  setTimeout(() => void deliver(discord, url, body, since, attempt + 1), wait).unref();
}

/** Before Discord accepts an address, it sends a ping, and a forged ping that must be refused. */
export async function endpointIsValid(discord: Discord, url: string): Promise<boolean> {
  const ping = JSON.stringify({ version: 1, application_id: clientId, type: 0 });
  const forged = await post(discord, url, ping, false);
  return forged === 401 && (await post(discord, url, ping, true)) === 204;
}

async function post(discord: Discord, url: string, body: string, genuine: boolean): Promise<number> {
  const time = String(Math.floor(discord.now() / 1_000));
  const signature = genuine ? sign(null, Buffer.from(time + body), privateKey) : randomBytes(64);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "user-agent": "Discord-Webhook/1.0 (+https://discord.com)",
        "x-signature-ed25519": signature.toString("hex"),
        "x-signature-timestamp": time,
      },
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return 0;
  }
}
