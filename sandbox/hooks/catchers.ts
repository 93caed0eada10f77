import { randomUUID } from "node:crypto";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { Refusal } from "../refusal";
import type { World } from "../state";

/** One request that reached a catcher. */
export type Received = {
  id: string;
  at: string;
  method: string;
  headers: Record<string, string>;
  body: string;
  /** Null: no secret was known when it arrived. */
  verified: boolean | null;
  reason: string | null;
  answered: number;
};

export type Answer = {
  status: number;
  delay_ms: number;
  headers: Record<string, string>;
  body: string | null;
  /** After this many requests the catcher answers 200 again. */
  times: number | null;
};

export type Catcher = {
  name: string;
  secret: string | null;
  answer: Answer;
  /** How many requests ever arrived; only the newest are kept. */
  count: number;
  received: Received[];
};

export type Catchers = { world: World; all(): Map<string, Catcher> };

export const plainAnswer: Answer = { status: 200, delay_ms: 0, headers: {}, body: null, times: null };
const mostKept = 1000;
const catchers = new WeakMap<World, Catchers>();

export function catchersOf(world: World): Catchers {
  const known = catchers.get(world);
  if (known) return known;
  const all = world.area<Map<string, Catcher>>("hooks", {
    initial: () => new Map(),
    toJSON: (state) => [...state.values()],
    fromJSON: (json) => new Map((json as Catcher[]).map((one) => [one.name, one])),
  });
  const made = { world, all };
  catchers.set(world, made);
  return made;
}

/** A merchant's endpoint with this name, created on first use. */
export function catcherNamed({ world, all }: Catchers, name: string): Catcher {
  if (!/^[\w.-]{1,64}$/.test(name)) {
    throw new Refusal("A catcher's name is 1 to 64 letters, digits, dots, dashes or underscores.");
  }
  const known = all().get(name);
  if (known) return known;
  const made: Catcher = { name, secret: null, answer: plainAnswer, count: 0, received: [] };
  all().set(name, made);
  world.changed("hooks");
  return made;
}

/** Records the request and returns the answer set for it. */
export function receive(
  { world }: Catchers,
  catcher: Catcher,
  request: Pick<Received, "method" | "headers" | "body">,
): Answer {
  const { answer } = catcher;
  if (answer.times !== null) {
    catcher.answer = answer.times > 1 ? { ...answer, times: answer.times - 1 } : plainAnswer;
  }
  catcher.count += 1;
  catcher.received.push({
    id: randomUUID(),
    at: new Date(world.now()).toISOString(),
    ...request,
    ...verdict(catcher.secret, request),
    answered: answer.status,
  });
  if (catcher.received.length > mostKept) catcher.received.shift();
  world.changed("hooks");
  return answer;
}

/** Signatures are checked from now on, and those of recent requests at once. */
export function setSecret({ world }: Catchers, catcher: Catcher, secret: string): void {
  try {
    new Webhook(secret);
  } catch {
    throw new Refusal("That doesn't look like a webhook secret. It is `whsec_` followed by base64.");
  }
  catcher.secret = secret;
  for (const received of catcher.received) {
    const isFresh = world.now() - Date.parse(received.at) < 240_000;
    if (isFresh && received.verified !== true) Object.assign(received, verdict(secret, received));
  }
  world.changed("hooks");
}

function verdict(
  secret: string | null,
  { headers, body }: Pick<Received, "headers" | "body">,
): Pick<Received, "verified" | "reason"> {
  if (!secret) return { verified: null, reason: null };
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return { verified: true, reason: null };
  } catch (problem) {
    if (!(problem instanceof WebhookVerificationError)) throw problem;
    return { verified: false, reason: problem.message };
  }
}
