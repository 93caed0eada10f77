/** A process that only changes roles, through the product's own Discord client, as fast as the budget allows. */
import { giveRole, takeRole } from "@/lib/discord/api";

type Target = { guildId: string; userId: string; roleId: string };

const targets = JSON.parse(process.env.SPEND_ON ?? "[]") as Target[];
const reason = "Bench";

const guildIds = [...new Set(targets.map(({ guildId }) => guildId))];

// Each stays in one server. Otherwise all could wait for one while the other's calls are left unused.
async function spend(place: number): Promise<void> {
  const mine = targets.filter(({ guildId }) => guildId === guildIds[place % guildIds.length]);
  for (let turn = 0; ; turn++) {
    const target = mine[(place * 31 + turn) % mine.length];
    if (!target) return;
    const lane = place === 0 ? "waiting" : "bulk";
    const change = { ...target, lane, reason } as const;
    await (turn % 2 === 0 ? giveRole(change) : takeRole(change)).catch(() => {});
  }
}

await Promise.all(Array.from({ length: 6 }, (_, place) => spend(place)));
