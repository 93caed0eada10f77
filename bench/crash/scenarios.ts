import {
  buyLifetime,
  buyUnheard,
  changeSubscription,
  claim,
  giveDirectly,
  holdPortalSession,
  refundLifetime,
  signIn,
  switchAccount,
} from "./deeds";
import { settled } from "./outcome";
import type { Person, World } from "./world";

export type Scenario = {
  name: string;
  /** Which process dies. The worker rests until the web server has done its part. */
  victim: "worker-1" | "web";
  /** The worker starts only after the act, of which the web server has done its part. */
  late?: true;
  /** What has happened before; nothing dies yet. */
  before?(world: World, person: Person): Promise<void>;
  act(world: World, person: Person): Promise<void>;
  /** Puts back what other runs need. */
  after?(world: World, person: Person): Promise<void>;
};

async function buySubscription(world: World, person: Person): Promise<void> {
  await changeSubscription(world, person, "active", "Pro");
}

async function haveSubscription(world: World, person: Person): Promise<void> {
  await buySubscription(world, person);
  await claim(world, person);
}

async function haveSession(world: World, person: Person): Promise<void> {
  await haveSubscription(world, person);
  await holdPortalSession(world, person);
}

async function haveLifetime(world: World, person: Person): Promise<void> {
  await buyLifetime(world, person);
  await claim(world, person);
}

export const scenarios: readonly Scenario[] = [
  { name: "an event comes in", victim: "web", act: buySubscription },
  { name: "a sale", victim: "worker-1", act: buySubscription },
  { name: "a claim", victim: "web", before: buySubscription, act: claim },
  {
    name: "an upgrade",
    victim: "worker-1",
    before: haveSubscription,
    act: (world, person) => changeSubscription(world, person, "plan_changed", "VIP"),
  },
  {
    name: "a member who left buys again",
    victim: "worker-1",
    async before(world, person) {
      await haveSubscription(world, person);
      await settled(world);
      await world.rig.control(`/discord/guilds/${world.shop.guildId}/leave`, { user_id: person.user });
    },
    act: buyLifetime,
  },
  {
    name: "a subscription ends",
    victim: "worker-1",
    before: haveSubscription,
    act: (world, person) => changeSubscription(world, person, "cancelled", "Pro"),
  },
  { name: "a refund that kicks", victim: "worker-1", before: haveLifetime, act: refundLifetime },
  { name: "a switch of accounts", victim: "web", before: haveSession, act: switchAccount },
  {
    name: "the account that was left",
    victim: "worker-1",
    late: true,
    before: haveSession,
    act: switchAccount,
  },
  { name: "a sign-in to the portal", victim: "web", before: haveSubscription, act: signIn },
  { name: "a merchant gives access", victim: "web", act: giveDirectly },
  {
    name: "an address that can't be mailed",
    victim: "worker-1",
    async before(_, person) {
      person.email = person.email.replace("@", " at ");
    },
    act: buySubscription,
  },
  {
    name: "an endpoint that is gone",
    victim: "worker-1",
    async before({ rig, sink }, { email }) {
      await rig.sql`update users set email = ${email} where id = 'usr_owner'`;
      await rig.sql`update webhook_endpoints set url = ${`${sink.url}/gone`}`;
    },
    act: buySubscription,
    async after(world) {
      const { rig, sink } = world;
      await rig.sql`update webhook_endpoints set url = ${`${sink.url}/business-0`}, disabled = false,
        disabled_reason = null, failing_since = null, failures = 0`;
      await rig.sql`update deliveries set status = 'pending', due_at = now() where status <> 'delivered'`;
      await settled(world);
    },
  },
  {
    name: "a sale whose events were lost",
    victim: "worker-1",
    act: buyUnheard,
  },
];
