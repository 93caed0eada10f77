import { type SQL, sql } from "drizzle-orm";

/**
 * Ids of what is to be delivered now, spread evenly over endpoints, so that a slow one holds up itself alone.
 * No endpoint gets more than four at a time, one while it is failing. Failing ones, and second to fourth
 * deliveries, together get half of `limit`, so that the first one to a healthy endpoint finds a place. A row
 * in work stays due and counts: ask for as many as may be in work at once, and leave out those that are.
 * Within an endpoint the oldest come first. An endpoint that used up its rate for this second is left out; one
 * that is paused gets test events only.
 */
export const dueDeliveries = (limit: number): SQL => sql`
  with due as (
    select next.id, next.due_at, endpoint.failures > 0 as failing,
      row_number() over (partition by endpoint.id order by next.due_at, next.id) as turn
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
    ) next
    where endpoint.deleted_at is null
  ), placed as (
    select *, failing or turn > 1 as extra,
      row_number() over (partition by failing or turn > 1 order by turn, due_at, id) as place
    from due
  )
  select id from placed where not extra or place <= ${Math.max(1, Math.floor(limit / 2))}
  order by failing, turn, due_at, id
  limit ${limit}`;
