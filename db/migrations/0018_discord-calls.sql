ALTER TABLE "rate_buckets" ADD COLUMN "queue" timestamp with time zone[] DEFAULT '{}'::timestamptz[] NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_buckets" ADD COLUMN "paced_until" timestamp with time zone;--> statement-breakpoint
-- Discord's rate budget, shared by all processes and kept by the database's clock. `reserve_discord_call` and
-- `earliest_slot` are for processes of the previous version that are still running, and are dropped later.
--
-- A bucket's `slots` say when each call reaches Discord at the latest: a second after its booking until its answer
-- shows a better time. So no window can hold too many calls, however late they are sent, and a call whose process
-- died costs one second more than its place.

-- The earliest time at which a call fits: no more than `most` calls within `span`, after `ahead` others.
create function next_free_slot(slots timestamptz[], most int, span interval, ahead int, not_before timestamptz)
returns timestamptz language plpgsql immutable as $$
declare
  newest timestamptz[] := slots;
  slot timestamptz;
begin
  for turn in 0..ahead loop
    newest := array(select s from unnest(newest) s order by s desc limit most);
    slot := greatest(not_before, newest[most] + span);
    newest := newest || slot;
  end loop;
  return slot;
end $$;
--> statement-breakpoint
-- A bucket's window with room for rounding and for the difference between two clocks.
create function rate_span(window_ms float8) returns interval language sql immutable
return make_interval(secs => window_ms * 1.001 / 1000 + 0.002);
--> statement-breakpoint
-- Books one call in its bucket and in the global budget together. `booking` is null when there is no slot yet: then
-- the caller asks again after `wait_ms`. Otherwise the call goes out after `wait_ms`, and `settle_discord_call` is told
-- what became of it.
-- Nobody books ahead. Waiting people (`urgent`) who come too early get a place in the queue instead, which they name
-- when they ask again; others take what the queue leaves, at an even pace. A place that nobody asks for is lost soon.
create function book_discord_call(
  route_key text, route_limit int, route_window_ms int, global_key text, calls_per_second int,
  urgent boolean, place timestamptz, patience_ms int
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
    if not urgent then slot := greatest(slot, route.paced_until); end if;
    -- Calls without an answer are expected to be answered soon; if not, this caller waits once more.
    slot := next_free_slot(array(select least(s, moment) from unnest(route.slots) s), route."limit", span,
      coalesce(my_place - 1, cardinality(queued)), slot);
  end if;
  -- Discord tells nothing about the global limit. One call less than allowed leaves room for clocks and networks,
  -- and a tenth is left to waiting people.
  slot := next_free_slot(array(select least(s, moment) from unnest(everything.slots) s),
    greatest(1, global_most * (case when urgent then 10 else 9 end) / 10 - 1), global_span, 0, slot);
  wait_ms := ceil(extract(epoch from slot - moment) * 1000);

  if slot > moment + least(early, span / 4, global_span / 4) then
    wait_ms := greatest(1, wait_ms - 20);
    if urgent and route_key is not null and wait_ms <= patience_ms then
      kept_place := slot + interval '250 milliseconds';
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
      -- Who comes late catches up, by no more than one call.
      paced_until = case when urgent then paced_until else greatest(paced_until, moment - pace) + pace end
      where key = route_key;
  end if;
  update rate_buckets set updated_at = moment,
    slots = array(select s from unnest(slots) s where s > moment - global_span * 2) || booking
    where key = global_key;
  return next;
end $$;
--> statement-breakpoint
-- Says what became of a booking. `sent_after_ms`: how long after its slot the call was sent; null when it was not,
-- which gives the booking back. The last three are from the answer's headers, null without.
create function settle_discord_call(
  route_key text, global_key text, booking timestamptz, sent_after_ms int,
  told_limit int, told_remaining int, told_reset_ms int
) returns void language plpgsql as $$
declare
  bucket rate_buckets;
  moment timestamptz;
  reached timestamptz;
  learned_window int;
  unknown int := 0;
begin
  for bucket in select * from rate_buckets where key in (route_key, global_key) order by key = global_key for update loop
    moment := clock_timestamp();
    -- A call reaches Discord before its answer is here, and soon after it was sent.
    reached := least(moment, booking - interval '1 second'
      + make_interval(secs => (sent_after_ms + bucket.window_ms * 0.01 + 10) / 1000.0));
    bucket.slots := array(select s from unnest(bucket.slots) with ordinality o(s, n)
      where n is distinct from array_position(bucket.slots, booking));
    if sent_after_ms is not null then bucket.slots := bucket.slots || reached; end if;
    if bucket.key = route_key and told_remaining is not null then
      bucket."limit" := told_limit;
      -- The first call of a window reveals the window's full length.
      if told_remaining = told_limit - 1 then bucket.window_ms := greatest(1, told_reset_ms); end if;
      -- Somebody else used this bucket: their calls count until the window ends.
      unknown := told_limit - told_remaining
        - (select count(*) from unnest(bucket.slots) s where s > moment - rate_span(bucket.window_ms));
      if unknown > 0 then
        bucket.slots := bucket.slots
          || array_fill(moment + make_interval(secs => told_reset_ms / 1000.0) - rate_span(bucket.window_ms), array[unknown]);
      end if;
      if told_remaining = 0 then
        bucket.blocked_until := greatest(bucket.blocked_until, moment + make_interval(secs => told_reset_ms / 1000.0));
      end if;
    end if;
    update rate_buckets set slots = bucket.slots, "limit" = bucket."limit", window_ms = bucket.window_ms,
      blocked_until = bucket.blocked_until where key = bucket.key;
  end loop;
end $$;
