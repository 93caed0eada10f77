import { type SQL, sql } from "drizzle-orm";

/**
 * Ids of the deliveries to make now, spread evenly across endpoints, so that a slow endpoint only delays itself.
 * - An endpoint gets at most four at a time, or one while it is failing; oldest first.
 * - Deliveries to failing endpoints, and second to fourth deliveries, share half of `limit`. The rest is for first
 *   deliveries to healthy endpoints.
 * - A row that is being delivered stays due and counts. Callers skip rows they are already working on.
 * - Endpoints that have reached their rate limit this second are skipped; paused ones only get test events.
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
      where delivery.endpoint_id = endpoint.id and delivery.due_at <= now()
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
