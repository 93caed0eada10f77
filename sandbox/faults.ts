import { randomUUID } from "node:crypto";
import { z } from "zod";

const kinds = new Set([
  "429-user",
  "429-shared",
  "429-global",
  "429-bare",
  "429-html",
  "500",
  "502",
  "503",
  "504",
  "apply-then-drop",
  "hang-headers",
  "hang-body",
  "html-403",
  "spurious-10004",
  "slow",
  "silent",
  "late",
]);

/** `POST /control/faults`: which route fails, how, and how often. */
export const faultInput = z.object({
  route: z.string().min(1),
  kind: z.string().refine((kind) => kinds.has(kind) || /^code-\d{1,6}$/.test(kind), {
    error: `must be one of ${[...kinds].join(", ")}, code-NNNNN`,
  }),
  rate: z.number().min(0).max(1).default(1),
  count: z.number().int().positive().optional(),
  ms: z.number().min(0).optional(),
  /** Makes a `slow` or `late` request wait for `POST /control/faults/release` instead of `ms`. */
  until_released: z.boolean().optional(),
  guild_id: z.string().optional(),
  seed: z.number().int().default(1),
});

export type Fault = z.infer<typeof faultInput> & { id: string; hits: number };
type ActiveFault = Fault & { random: () => number };

/** The faults that tests have asked for. The oldest that matches a request happens to it. */
export class Faults {
  #active: ActiveFault[] = [];
  #waiting: (() => void)[] = [];

  add(input: z.infer<typeof faultInput>): Fault {
    const fault = { ...input, id: randomUUID(), hits: 0, random: seededRandom(input.seed) };
    this.#active.push(fault);
    return described(fault);
  }

  list(): Fault[] {
    return this.#active.map(described);
  }

  clear(): void {
    this.#active = [];
    this.release();
  }

  /** Resolves when the fault's time is over, or on `release` for `until_released`. */
  wait({ until_released, ms = 1_000 }: Pick<Fault, "until_released" | "ms">): Promise<void> {
    return new Promise((resolve) => {
      if (until_released) this.#waiting.push(resolve);
      else setTimeout(resolve, ms).unref();
    });
  }

  release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** The fault for this request, if any; counts it as used. */
  match(route: string, guildId: string | undefined): Fault | undefined {
    for (const fault of this.#active) {
      if (fault.route !== "*" && fault.route !== route) continue;
      if (fault.guild_id !== undefined && fault.guild_id !== guildId) continue;
      if (fault.count !== undefined && fault.hits >= fault.count) continue;
      if (fault.rate < 1 && fault.random() >= fault.rate) continue;
      fault.hits += 1;
      return fault;
    }
    return undefined;
  }
}

function described({ random: _, ...fault }: ActiveFault): Fault {
  return fault;
}

/** Mulberry32: small, and the same numbers for the same seed on every machine. */
function seededRandom(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
