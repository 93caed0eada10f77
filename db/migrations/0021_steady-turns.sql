CREATE INDEX "accesses_next" ON "accesses" USING btree ("guild_id","lane","due_at","discord_user_id") WHERE due_at is not null;--> statement-breakpoint
DROP INDEX "accesses_due";
--> statement-breakpoint
drop function book_discord_call(text, int, int, text, int, boolean, timestamptz, int);
--> statement-breakpoint
-- Books one call in its bucket and in the global budget together. `booking` is null when there is no slot yet: then
-- the caller asks again after `wait_ms`. Otherwise the call goes out after `wait_ms`, and `settle_discord_call` is told
-- what became of it.
-- Nobody books ahead. Who `queues` and comes too early gets a place, and names it when they ask again; others take what
-- the queue leaves. A place that nobody asks for is lost soon. `paced` calls are kept evenly spread.
create function book_discord_call(
  route_key text, route_limit int, route_window_ms int, global_key text, calls_per_second int,
  paced boolean, queues boolean, place timestamptz, patience_ms int
) returns table (wait_ms int, booking timestamptz, kept_place timestamptz, blocked_by text) language plpgsql as $$
declare
  early constant interval := '25 milliseconds';
  route rate_buckets;
  everything rate_buckets;
  moment timestamptz;
  slot timestamptz;
  span interval;
  pace interval;
  queued timestamptz[];
  my_place int;
  global_most int := least(calls_per_second, 50);
  global_span interval := rate_span(global_most * 1000.0 / calls_per_second);
begin
  if route_key is not null then
    select * into route from rate_buckets where key = route_key for update;
    if not found then
      insert into rate_buckets (key, "limit", window_ms) values (route_key, route_limit, route_window_ms)
        on conflict (key) do nothing;
      select * into route from rate_buckets where key = route_key for update;
    end if;
  end if;
  select * into everything from rate_buckets where key = global_key for update;
  if not found then
    insert into rate_buckets (key, "limit", window_ms) values (global_key, 50, 1000) on conflict (key) do nothing;
    select * into everything from rate_buckets where key = global_key for update;
  end if;
  moment := clock_timestamp();
  slot := greatest(moment, everything.blocked_until, route.blocked_until);

  if slot > moment then
    blocked_by := case when everything.blocked_until = slot then everything.blocked_reason else route.blocked_reason end;
  end if;

  if route_key is not null then
    span := rate_span(route.window_ms);
    pace := span / route."limit";
    queued := array(select q from unnest(route.queue) with ordinality o(q, n) where q > moment or q = place order by n);
    my_place := array_position(queued, place);
    if paced then slot := greatest(slot, route.paced_until); end if;
    -- Calls without an answer are expected to be answered soon; if not, this caller waits once more.
    slot := next_free_slot(array(select least(s, moment) from unnest(route.slots) s), route."limit", span,
      coalesce(my_place - 1, cardinality(queued)), slot);
  end if;
  -- Discord tells nothing about the global limit. One call less than allowed leaves room for clocks and networks,
  -- and a tenth is left to waiting people.
  slot := next_free_slot(array(select least(s, moment) from unnest(everything.slots) s),
    greatest(1, global_most * (case when paced then 9 else 10 end) / 10 - 1), global_span, 0, slot);
  wait_ms := ceil(extract(epoch from slot - moment) * 1000);

  if slot > moment + least(early, span / 4, global_span / 4) then
    wait_ms := greatest(1, wait_ms - 20);
    if queues and route_key is not null and wait_ms <= patience_ms then
      -- A random bit of time keeps two places apart.
      kept_place := slot + interval '250 milliseconds' + random() * interval '1 millisecond';
      queued := case when my_place is null then queued || kept_place
        else queued[:my_place - 1] || kept_place || queued[my_place + 1:] end;
      update rate_buckets set queue = queued where key = route_key;
    end if;
    return next;
    return;
  end if;

  booking := slot + interval '1 second';
  if route_key is not null then
    update rate_buckets set updated_at = moment,
      slots = array(select s from unnest(slots) s where s > moment - span * 2) || booking,
      queue = case when my_place is null then queued else queued[:my_place - 1] || queued[my_place + 1:] end,
      -- Who comes a little late catches up. More would bunch the calls, and make people wait for the next ones.
      paced_until = case when paced
        then greatest(paced_until, moment - least(pace, greatest(pace / 5, interval '150 milliseconds'))) + pace
        else paced_until end
      where key = route_key;
  end if;
  update rate_buckets set updated_at = moment,
    slots = array(select s from unnest(slots) s where s > moment - global_span * 2) || booking
    where key = global_key;
  return next;
end $$;
