import { z } from "zod";
import type { PurchaseEvent } from "@/db/schema";
import type { ReadEvent } from "@/lib/payments/provider";
import { askedPrefix } from "./store-event";

/** In an event that we made from a provider's list: when the thing began that the list shows as it is now. */
export const beganKey = "gatehouse_began_at";

/**
 * A list shows a subscription as it is now, but not since when it gives access. If it was unknown, it has given access
 * since it was made: dated now, that would undo a dispute that was lost in between.
 */
export function dateBeginning(
  read: ReadEvent,
  { externalId, body }: { externalId: string; body: string },
): ReadEvent {
  if (!("facts" in read) || !externalId.startsWith(askedPrefix)) return read;
  const began = z.object({ [beganKey]: z.string().optional() }).parse(JSON.parse(body))[beganKey];
  if (!began) return read;
  const facts = read.facts.flatMap((fact): PurchaseEvent[] =>
    fact.kind === "subscription" && fact.activates
      ? [
          { ...fact, activates: false },
          { ...fact, asOf: began },
        ]
      : [fact],
  );
  return { ...read, facts };
}
