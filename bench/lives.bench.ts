/**
 * Random lives of a merchant's account at each payment provider: how many fold to something else than the table of
 * grant life says. The first wrong ones are printed with their story; `live(shop, server, seed)` repeats one.
 *
 *     npm run bench lives -- --lives 100000
 */
import { parseArgs } from "node:util";
import { withoutSettings } from "@/e2e/harness/without-settings";
import { resolveSettings } from "@/scripts/settings";
import { temporaryDataDir } from "@/scripts/temporary-data-dir";
import { dodoShop } from "@/test/world/lives/dodo-shop";
import { live } from "@/test/world/lives/live";
import { paddleShop } from "@/test/world/lives/paddle-shop";
import type { Shop } from "@/test/world/lives/shop";
import { type ShopServer, shopServer } from "@/test/world/lives/shop-server";
import { stripeShop } from "@/test/world/lives/stripe-shop";
import type { Bench } from "./run";

/** Of all lives; those of providers that have to be asked take longer. */
const shares: [Shop, number][] = [
  [dodoShop(), 0.5],
  [paddleShop(), 0.3],
  [stripeShop(), 0.2],
];

const lives: Bench = async (report, { seed, args }) => {
  const { values } = parseArgs({ args, options: { lives: { type: "string", default: "100000" } } });
  const settings = { ...withoutSettings(process.env), DEMO: "1", DATABASE_URL: "postgres://nobody-asks" };
  Object.assign(process.env, resolveSettings({ ...settings, DATA_DIR: await temporaryDataDir() }).env);
  const server = await shopServer();
  try {
    for (const [shop, share] of shares) {
      const count = Math.ceil(Number(values.lives) * share);
      const began = performance.now();
      const wrong = await countWrong(shop, server, seed, count);
      const seconds = Math.round((performance.now() - began) / 1_000);
      const tell = (figure: string, value: number, unit = "") =>
        report({ figure: `${shop.provider}: ${figure}`, value, unit, goal: "", ok: true });
      tell("lives", count);
      tell("time", seconds, "s");
      report({ figure: `${shop.provider}: wrong`, value: wrong, unit: "", goal: "0", ok: wrong === 0 });
    }
  } finally {
    await server.close();
  }
};

export default lives;

async function countWrong(shop: Shop, server: ShopServer, seed: number, count: number): Promise<number> {
  let wrong = 0;
  for (let life = 0; life < count; life += 1) {
    const differences = await live(shop, server, seed + life);
    if (differences.length === 0) continue;
    wrong += 1;
    if (wrong <= 3) console.log(`${differences.join("\n")}\n`);
  }
  return wrong;
}
