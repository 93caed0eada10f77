import type { World } from "../state";
import type { Account } from "./accounts";

export type Shop = {
  readonly world: World;
  readonly accounts: Map<string, Account>;
  /** The newest event time given out, in microseconds: no two events share one. */
  lastMicros: number;
  changed(): void;
};

/** The time as Dodo writes it: six digits after the second, and never the same twice. */
export function stamp(shop: Shop): string {
  shop.lastMicros = Math.max(shop.world.now() * 1000, shop.lastMicros + 1);
  const millis = Math.floor(shop.lastMicros / 1000);
  const micros = String(shop.lastMicros % 1000).padStart(3, "0");
  return new Date(millis).toISOString().replace("Z", `${micros}Z`);
}
