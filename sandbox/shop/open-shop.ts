import type { World } from "../state";
import type { Account } from "./accounts";

export type Shop = {
  readonly world: World;
  readonly accounts: Map<string, Account>;
  /** The time of the newest event, in microseconds. No two events have the same. */
  lastMicros: number;
  changed(): void;
};

/** The time as Dodo writes it: with microseconds, and never the same twice. */
export function stamp(shop: Shop): string {
  shop.lastMicros = Math.max(shop.world.now() * 1000, shop.lastMicros + 1);
  const millis = Math.floor(shop.lastMicros / 1000);
  const micros = String(shop.lastMicros % 1000).padStart(3, "0");
  return new Date(millis).toISOString().replace("Z", `${micros}Z`);
}
