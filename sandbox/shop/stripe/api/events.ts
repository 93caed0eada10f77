import { z } from "zod";
import { snapshot } from "../event-body";
import type { StripeEvent } from "../objects";
import type { StripeShop } from "../stripe";
import { missing, requireRight, type stripeApi } from "./api";
import { bool, expand, fitting } from "./form";
import { page, paging, range, within } from "./lists";
import { queryOf } from "./read-routes";

const mostTypes = 20;

const asked = z.strictObject({
  ...paging,
  created: range.optional(),
  delivery_success: bool.optional(),
  type: z.string().optional(),
  types: z.array(z.string()).max(mostTypes, `At most ${mostTypes} types.`).optional(),
  expand,
});

/** Events are answered in the account's version, whatever version the call asks for. */
export function addEventRoutes(api: ReturnType<typeof stripeApi>, shop: StripeShop): void {
  api.get("/events", (c) => {
    requireRight(c, "rak_event_read");
    const { account } = c.get("merchant");
    const query = fitting(queryOf(c), asked);
    const newestFirst = [...account.events.values()].reverse();
    const found = page("/v1/events", newestFirst, (event) => fits(event, query), query);
    return c.json({
      ...found,
      data: found.data.map((event) => snapshot(account, event, account.api_version)),
    });
  });
  api.get("/events/:id", (c) => {
    requireRight(c, "rak_event_read");
    const { account } = c.get("merchant");
    const id = c.req.param("id");
    const event = account.events.get(id);
    if (!event) throw missing(c, shop, { collection: "events", name: "event", id });
    return c.json(snapshot(account, event, account.api_version));
  });
}

function fits(event: StripeEvent, query: z.infer<typeof asked>): boolean {
  const delivered = event.deliveries.every(({ state }) => state === "delivered");
  return (
    within(event.created, query.created) &&
    (query.delivery_success ?? delivered) === delivered &&
    (!query.type || matches(event.type, query.type)) &&
    (query.types?.includes(event.type) ?? true)
  );
}

/** `charge.*` asks for all events of a charge. */
function matches(type: string, wanted: string): boolean {
  return wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
