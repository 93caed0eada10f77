import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { seeded } from "@/test/world/random";
import { openRig, openSink, type Rig } from "./rig";
import { newStripeKey, openShops } from "./shops";
import {
  type Connection,
  type Delivery,
  makeStory,
  type Person,
  type StormProvider,
  type Story,
} from "./story";
import { makeStripeStory } from "./stripe-story";
import { judgeStorm, readCatalogue, type Verdict } from "./verdict";
import type { Claimed, SetUpDone } from "./web";

export type StormOptions = {
  provider: StormProvider;
  deliveries: number;
  seed: number;
  guilds: number;
  workers: number;
  timeScale: number;
  minutes: number;
  killEveryMs: number;
  /** How many times Postgres crashes, spread over the sending. */
  crashes: number;
  /** Keeps the database and the logs for inspection. */
  keep: boolean;
};

export type StormResult = Verdict & {
  counts: { deliveries: number; events: number; people: number; purchases: number };
  kills: number;
  drainedSeconds: number;
  deliveredSeconds: number;
  inTime: boolean;
  /** Where database and logs are kept if something was wrong. */
  keptDir: string;
};

const role = "/guilds/{guild_id}/members/{user_id}/roles/{role_id}";

/** 5 % 500, 5 % 429, 2 % hangs, 1 % applied but not answered; for roles also false success and late effects. */
function faultsFor(seed: number, timeScale: number) {
  const faults = [
    { route: `PUT ${role}`, kind: "silent", rate: 0.005 },
    { route: `DELETE ${role}`, kind: "silent", rate: 0.005 },
    { route: `PUT ${role}`, kind: "late", rate: 0.005, ms: 3_000 },
    { route: `DELETE ${role}`, kind: "late", rate: 0.005, ms: 3_000 },
    { route: "*", kind: "500", rate: 0.05 },
    { route: "*", kind: "429-shared", rate: 0.04, ms: 1_000 / timeScale },
    // Discord counts these against us, and the product stops everything at a thousand in ten minutes.
    { route: "*", kind: "429-user", rate: 0.007, ms: 1_000 / timeScale },
    { route: "*", kind: "429-global", rate: 0.003, ms: 1_000 / timeScale },
    { route: "*", kind: "hang-headers", rate: 0.02 },
    { route: "*", kind: "apply-then-drop", rate: 0.01 },
  ];
  return faults.map((fault, number) => ({ ...fault, seed: seed + number }));
}

/** Simultaneous customers. A call that hangs occupies one of them for a quarter of a minute. */
const claimers = 64;

export async function runStorm(options: StormOptions): Promise<StormResult> {
  const random = seeded(options.seed ^ 0x5eed);
  const rig = await openRig({ timeScale: options.timeScale, workers: options.workers });
  const sink = await openSink(random.next);
  let kept = options.keep;
  try {
    await rig.startWeb();
    const strangers = Math.ceil(options.deliveries / 2);
    const { provider, guilds } = options;
    const world = await openShops(rig, { provider, guilds, strangers, sink: sink.url });
    const wanted = { deliveries: options.deliveries, duplicates: 0.2, seed: options.seed };
    const story =
      provider === "stripe"
        ? await makeStripeStory(rig, world, wanted)
        : makeStory(world.shops, world.strangers, wanted);
    const catalogue = await readCatalogue(rig);
    for (const fault of faultsFor(options.seed, options.timeScale)) await rig.control("/faults", fault);
    await fetch(`${rig.sandboxUrl}/control/requests`, { method: "DELETE" });
    rig.startWorkers();
    const began = Date.now();
    const deadline = began + options.minutes * 60_000;
    const killing = keepKilling(rig, options.killEveryMs);
    const people = new Claimers(rig, story);
    await Promise.all([
      send(rig, story, people, [...upheavals(rig, world.connections, options.crashes)]),
      people.work(claimers),
    ]);
    let inTime = await quiet(rig, deadline);
    // Customers whose first purchase ended before they came may have bought again since.
    await people.lastCall();
    inTime &&= await quiet(rig, deadline);
    const drained = Date.now();
    const kills = killing.stop();
    sink.calm();
    await fetch(`${rig.sandboxUrl}/control/faults`, { method: "DELETE" });
    inTime &&= await flushWebhooks(rig, deadline + 60_000);
    const delivered = Date.now();
    const verdict = await judgeStorm(rig, sink, { ...world, catalogue }, story);
    kept ||= verdict.misses.length > 0 || !inTime;
    return {
      ...verdict,
      counts: {
        deliveries: story.deliveries.length,
        events: story.events,
        people: story.people.length,
        purchases: story.purchases.length,
      },
      kills,
      drainedSeconds: (drained - began) / 1_000,
      deliveredSeconds: (delivered - began) / 1_000,
      inTime,
      keptDir: kept ? rig.keptDir : "",
    };
  } finally {
    await sink.close();
    await rig.close(kept);
  }
}

/** Seconds of processor time before a process may be killed; a new one is slow until its code is warm. */
const minimumWork = 2;

/**
 * Kills one worker at each tick, in turn, and the web server now and then. On a slow machine a process could be
 * killed again and again before it has done anything, so each gets some processor time first.
 */
function keepKilling(rig: Rig, everyMs: number) {
  let kills = 0;
  let turn = 0;
  const victims = () => [...rig.workers, ...(turn % 9 === 0 ? (["web"] as const) : [])];
  const timer = setInterval(() => {
    turn += 1;
    const oldest = victims()
      .map((name) => ({ name, ...rig.lifeOf(name) }))
      .filter(({ worked, age }) => worked > minimumWork || age > 15)
      .sort((one, other) => other.age - one.age)[0];
    if (!oldest) return;
    kills += 1;
    rig.kill(oldest.name);
  }, everyMs);
  return {
    stop() {
      clearInterval(timer);
      return kills;
    },
  };
}

type Upheaval = () => Promise<void>;

/** What happens in the middle of the sending, at equal distances. */
function* upheavals(rig: Rig, connections: readonly Connection[], crashes: number): Generator<Upheaval> {
  yield () => forEach(connections, (connection) => replaceKey(rig, connection));
  for (let crash = 0; crash < crashes; crash++) yield () => rig.crashDatabase();
  yield () => forEach(connections, (connection) => reconnect(rig, connection));
}

async function forEach(connections: readonly Connection[], change: (one: Connection) => Promise<void>) {
  for (const connection of connections) await change(connection);
}

/** The old key is dead before the merchant has given us the new one, as far as the provider has several keys. */
async function replaceKey(rig: Rig, connection: Connection): Promise<void> {
  if (connection.provider === "stripe") {
    const old = connection.apiKey;
    connection.apiKey = await newStripeKey(rig, connection.account);
    await rig.control("/shop/stripe/keys/set", { key: old, state: "revoked" });
  }
  await insist(() => rig.web("/key", { connectionId: connection.id, apiKey: connection.apiKey }));
}

/** Removes the connection and makes it again, with the same account. */
async function reconnect(rig: Rig, connection: Connection): Promise<void> {
  const { id: connectionId, provider, apiKey } = connection;
  connection.isAway = true;
  const { id, secret } = await insist(() => rig.web<Made>("/reconnect", { connectionId, provider, apiKey }));
  Object.assign(connection, { id, secret, isAway: false });
}
type Made = SetUpDone["connections"][number];

/** As a person does who reads "did not respond, try again": the provider and our own server fail now and then. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await call();
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(300);
    }
}

/** Sends each event as a provider does: until the answer is 2xx, with a pause after each failure. */
async function send(rig: Rig, story: Story, people: Claimers, upheavals: readonly Upheaval[]): Promise<void> {
  const waiting = story.deliveries.entries();
  const share = Math.floor(story.deliveries.length / (upheavals.length + 1));
  let upheaval = Promise.resolve();
  const sender = async () => {
    for (const [number, delivery] of waiting) {
      const next = number > 0 && number % share === 0 ? upheavals[number / share - 1] : undefined;
      if (next) upheaval = upheaval.then(next);
      while (!(await post(rig, delivery))) await sleep(300);
      people.invite(delivery.person);
    }
  };
  await Promise.all(Array.from({ length: 12 }, sender));
  await upheaval;
  people.noMoreToCome();
}

async function post(rig: Rig, { connection, id, body }: Delivery): Promise<boolean> {
  const { secret, isAway } = connection;
  try {
    const response = await fetch(`${rig.webUrl}/hooks/${connection.id}`, {
      method: "POST",
      body,
      headers: connection.provider === "stripe" ? stripeHeaders(body, secret) : dodoHeaders(id, body, secret),
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    const isOld = isAway || connection.isAway || secret !== connection.secret;
    if (response.status === 422 && !isOld) throw new Error("An event was refused for good");
    return response.status === 200;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("An event")) throw error;
    return false;
  }
}

function dodoHeaders(id: string, body: string, secret: string): Record<string, string> {
  const now = new Date();
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, now, body),
  };
}

function stripeHeaders(payload: string, secret: string): Record<string, string> {
  return { "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload, secret }) };
}

type Guest = { number: number; person: Person; state: "waiting" | "linked" | "moved"; tries: number };

/** Customers who open their mail some time after buying, and retry when something goes wrong. */
class Claimers {
  readonly guests: Guest[];
  private readonly queue: Guest[] = [];
  private readonly invited = new Set<number>();
  private open = true;

  constructor(
    private readonly rig: Rig,
    story: Story,
  ) {
    this.guests = story.people.map((person, number) => ({ number, person, state: "waiting", tries: 0 }));
  }

  invite(number: number): void {
    const guest = this.guests[number];
    if (!guest || this.invited.has(number)) return;
    this.invited.add(number);
    this.queue.push(guest);
  }

  noMoreToCome(): void {
    this.open = false;
  }

  async work(places: number): Promise<void> {
    const place = async () => {
      for (;;) {
        const guest = this.queue.shift();
        if (guest) await this.visit(guest);
        else if (!this.open) return;
        else await sleep(50);
      }
    };
    await Promise.all(Array.from({ length: places }, place));
  }

  private async visit(guest: Guest): Promise<void> {
    const outcome = await this.call(guest);
    if (outcome === "linked") {
      guest.state = guest.state === "waiting" ? "linked" : "moved";
      guest.tries = 0;
      if (guest.state === "linked" && guest.person.secondUser) this.queue.push(guest);
      return;
    }
    guest.tries += 1;
    // The purchase is not there yet, or has ended. `lastCall` asks again.
    if (outcome === "nothing to claim" && guest.tries > 3) return;
    await sleep(outcome === "again" ? 250 : 2_000);
    this.queue.push(guest);
  }

  private async call({ person, state }: Guest): Promise<Claimed["outcome"]> {
    const { customerId } = person;
    const [path, user] = state === "waiting" ? ["/claim", person.user] : ["/switch", person.secondUser];
    try {
      return (await this.rig.web<Claimed>(path, { customerId, user })).outcome;
    } catch {
      return "again";
    }
  }

  async lastCall(): Promise<void> {
    for (const guest of this.guests) {
      const done = guest.state === "moved" || (guest.state === "linked" && !guest.person.secondUser);
      if (done) continue;
      guest.tries = 0;
      this.queue.push(guest);
    }
    await this.work(claimers);
  }
}

type Backlog = { inbox: number; accesses: number; emails: number; grants: number };

async function backlog({ sql }: Rig): Promise<Backlog> {
  const [row] = await sql<Backlog[]>`select
    (select count(*)::int from inbox_events where processed_at is null and parked_reason is null) as inbox,
    (select count(*)::int from accesses where parked_at is null
      and (gen > applied or due_at < now() + interval '2 hours') and problem is null) as accesses,
    (select count(*)::int from emails where status = 'queued') as emails,
    (select count(*)::int from grants where due_at < now()) as grants`;
  if (!row) throw new Error("no answer");
  return row;
}

/** Waits until no work is left; false if the time is up. */
async function quiet(rig: Rig, deadline: number): Promise<boolean> {
  for (let round = 0; Date.now() < deadline; round++) {
    const left = await backlog(rig).catch(() => null);
    // A mail that failed five times in a row would wait for minutes, so it is made due now.
    if (left && left.inbox + left.accesses === 0)
      await rig.sql`update emails set due_at = now() where due_at > now() + interval '5 seconds'`;
    if (left && left.inbox + left.accesses + left.emails + left.grants === 0) return true;
    if (left && round % 20 === 0) console.log(`    left: ${JSON.stringify(left)}`);
    await sleep(500);
  }
  return false;
}

/** Retries of webhooks take days, so they are made due now. */
async function flushWebhooks({ sql }: Rig, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    await sql`update deliveries set due_at = now() where status = 'pending' and due_at > now() + interval '20 seconds'`;
    const [row] = await sql<{ left: number }[]>`
      select count(*)::int as left from deliveries where status <> 'delivered'`;
    if (row?.left === 0) return true;
    await sleep(500);
  }
  return false;
}
