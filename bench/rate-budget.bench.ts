/**
 * Role changes in two servers by processes that are killed and restarted all the time, with one budget in Postgres.
 * The sandbox enforces Discord's limits: none may be exceeded, and little may be left unused.
 *
 *     npm run bench rate-budget -- --seconds 30 --scale 10 --processes 4
 */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { bundle } from "./chaos/bundle";
import { openRig } from "./chaos/rig";
import type { Bench } from "./run";

const perSecond = 1;

const rateBudget: Bench = async (report, { args }) => {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: "string", default: "30" },
      scale: { type: "string", default: "10" },
      processes: { type: "string", default: "4" },
    },
  });
  const [seconds, scale, count] = [Number(values.seconds), Number(values.scale), Number(values.processes)];
  const rig = await openRig({ timeScale: scale, workers: 0 });
  const children: ChildProcess[] = [];
  try {
    const targets = await twoServers(rig);
    const program = await bundle("bench/rate-budget/spender.ts", rig.folder);
    const start = (place: number) => {
      const env: NodeJS.ProcessEnv = {
        ...rig.env,
        NODE_ENV: "production",
        SPEND_ON: JSON.stringify(targets),
        LOG_LEVEL: "silent",
      };
      children[place] = spawn(process.execPath, [program], { env, stdio: "ignore" });
    };
    for (let place = 0; place < count; place++) start(place);
    await sleep(3_000);
    await fetch(`${rig.sandboxUrl}/control/requests`, { method: "DELETE" });
    const began = Date.now();
    for (let turn = 0; Date.now() - began < seconds * 1_000; turn++) {
      await sleep(2_000);
      children[turn % count]?.kill("SIGKILL");
      start(turn % count);
    }
    const elapsed = (Date.now() - began) / 1_000;
    const requests = await rig.control<Requests>("/requests");
    const done = Object.values(requests.routes).reduce(
      (sum, { statuses }) => sum + (statuses["204"] ?? 0),
      0,
    );
    const share = done / (elapsed * 2 * perSecond * scale);
    const note = (figure: string, value: number, unit: string, goal = "", ok = true) =>
      report({ figure, value, unit, goal, ok });
    note("sandbox time scale", scale, "times");
    note("role changes", done, "");
    note("share of what is allowed", Number(share.toFixed(3)), "", ">= 0.95", share >= 0.95);
    note("429s", requests.over_budget, "", "0", requests.over_budget === 0);
    const fullest = Math.max(...requests.buckets.map(({ highest, limit }) => highest / limit));
    note("fullest window of any bucket", fullest, "of its limit", "<= 1", fullest <= 1);
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await rig.close();
  }
};

export default rateBudget;

type Requests = {
  over_budget: number;
  routes: Record<string, { statuses: Record<string, number> }>;
  buckets: { highest: number; limit: number }[];
};

async function twoServers(rig: Awaited<ReturnType<typeof openRig>>) {
  const owner = await rig.control<{ id: string }>("/discord/users", { username: "budget_owner" });
  const targets: { guildId: string; userId: string; roleId: string }[] = [];
  for (const name of ["One", "Two"].map((word) => `Server ${word}`)) {
    const made = await rig.control<{ id: string; roles: Record<string, string>; members: string[] }>(
      "/discord/guilds",
      {
        name,
        owner_id: owner.id,
        roles: [{ name: "Pro" }],
        members: 50,
        bot: { permissions: "268435459", position: 2 },
      },
    );
    for (const userId of made.members)
      targets.push({ guildId: made.id, userId, roleId: made.roles.Pro ?? "" });
  }
  return targets.sort((one, other) => (one.userId.slice(-2) < other.userId.slice(-2) ? -1 : 1));
}
