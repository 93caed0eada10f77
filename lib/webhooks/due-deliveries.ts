import { type SQL, sql } from "drizzle-orm";

/**
 * Ids of what is to be delivered now, spread evenly over endpoints. No endpoint gets more than four at a time
 * (one while it is failing), because a row in work stays due and counts: a slow endpoint holds up itself alone.
 * Within an endpoint the oldest come first. An endpoint that used up its rate for this second is left out; one
 * that is paused gets test events only. `inWork` are the ids that the asking process is delivering already: they
 * count against their endpoint and are not answered again.
 */
export const dueDeliveries = (limit: number, inWork: string[] = []): SQL => sql`
  select ranked.id from (
    select due.id, due.due_at, row_number() over (partition by endpoint.id order by due.due_at, due.id) as turn
    from webhook_endpoints endpoint
    left join rate_counters rate on rate.key = 'webhook:' || endpoint.id
      and rate.window_started_at > clock_timestamp() - interval '1 second'
    cross join lateral (
      select delivery.id, delivery.due_at from deliveries delivery
      where delivery.endpoint_id = endpoint.id and delivery.due_at <= clock_timestamp()
        and (not endpoint.disabled or delivery.event_id like 'evt\\_test\\_%')
      order by delivery.due_at, delivery.id
      limit least(
        case when endpoint.failures = 0 then 4 else 1 end,
        greatest(0, coalesce(endpoint.rate_limit - coalesce(rate.count, 0), 4))
      )
    ) due
    where endpoint.deleted_at is null
  ) ranked
  where ranked.id not in (select jsonb_array_elements_text(${JSON.stringify(inWork)}::jsonb))
  order by ranked.turn, ranked.due_at, ranked.id
  limit ${limit}`;
