import { z } from "zod";
import type { Presented } from "../objects";
import { int } from "./form";
import { refuse } from "./refuse";

export const range = z.union([
  int.transform((at) => ({ gte: at, lte: at })),
  z.strictObject({ gt: int.optional(), gte: int.optional(), lt: int.optional(), lte: int.optional() }),
]);
type Range = {
  gt?: number | undefined;
  gte?: number | undefined;
  lt?: number | undefined;
  lte?: number | undefined;
};

export const paging = {
  limit: int
    .refine((limit) => limit >= 1, "This value must be greater than or equal to 1.")
    .refine((limit) => limit <= 100, "This value must be less than or equal to 100.")
    .optional(),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
};
type Paging = {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
};

export function within(at: number, asked: Range | undefined): boolean {
  if (!asked) return true;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = asked;
  return at > gt && at >= gte && at < lt && at <= lte;
}

/** One page of what is already in Stripe's order. A cursor may name an object that the filter leaves out. */
export function page<T extends { id: string }>(
  url: string,
  all: T[],
  fits: (item: T) => boolean,
  { limit = 10, starting_after, ending_before }: Paging,
): { object: "list"; data: T[]; has_more: boolean; url: string } & Presented {
  if (starting_after && ending_before) {
    refuse("Received both starting_after and ending_before parameters. Please pass in only one.", {
      param: "ending_before",
    });
  }
  const cursor = starting_after ?? ending_before;
  const place = all.findIndex(({ id }) => id === cursor);
  if (cursor && place < 0) {
    const param = starting_after ? "starting_after" : "ending_before";
    refuse(`No such object: '${cursor}'`, { code: "resource_missing", param });
  }
  const side = ending_before ? all.slice(0, place) : all.slice(place + 1);
  const fitting = side.filter(fits);
  const data = ending_before ? fitting.slice(-limit) : fitting.slice(0, limit);
  return { object: "list", data, has_more: fitting.length > data.length, url };
}
