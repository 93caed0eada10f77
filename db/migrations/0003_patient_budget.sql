CREATE INDEX "account_switches_from" ON "account_switches" USING btree ("from_user_id");--> statement-breakpoint
CREATE INDEX "account_switches_to" ON "account_switches" USING btree ("to_user_id");
--> statement-breakpoint
drop function reserve_discord_call(text, int, int, text, int, int, int);
--> statement-breakpoint
-- Answers how long to wait (ms) and whether the slot is booked. A waiting customer (lane 0) books ahead, up to
-- `patience_ms`; other lanes keep an even pace and may only take the very next slot, so a customer who comes
-- in the middle of bulk work is next. A busy machine sends late: `late_after_ms` says how late a call may go out
-- on its slot, and who expects to be later than that books the whole stretch.
create function reserve_discord_call(
  route_key text, route_limit int, route_window_ms int,
  global_key text, calls_per_second int,
  lane int, patience_ms int, expected_late_ms int default 0
) returns table (booked boolean, wait_ms int, late_after_ms int, blocked_by text) language plpgsql as $$
declare
  route rate_buckets;
  everything rate_buckets;
  moment timestamptz;
  slot timestamptz;
  span interval;
  global_span interval;
  pace interval := '0';
  allowed_ahead interval;
  stretch interval := '0';
  booked_times timestamptz[];
begin
  insert into rate_buckets (key, "limit", window_ms) values (global_key, 50, 1000)
    on conflict (key) do nothing;
  if route_key is not null then
    insert into rate_buckets (key, "limit", window_ms) values (route_key, route_limit, route_window_ms)
      on conflict (key) do nothing;
    select * into route from rate_buckets where key = route_key for update;
  end if;
  select * into everything from rate_buckets where key = global_key for update;
  moment := clock_timestamp();
  slot := greatest(moment, everything.blocked_until, route.blocked_until);
  if slot > moment + make_interval(secs => patience_ms / 1000.0) then
    return query select false, ceil(extract(epoch from slot - moment) * 1000)::int, 0,
      case when everything.blocked_until = slot then everything.blocked_reason else route.blocked_reason end;
    return;
  end if;

  allowed_ahead := make_interval(secs => patience_ms / 1000.0);
  late_after_ms := 30;
  if route_key is not null then
    span := make_interval(secs => route.window_ms * 1.015 / 1000.0 + 0.015);
    late_after_ms := least(30, (route.window_ms * 0.015 + 15)::int);
    if lane > 0 then
      pace := span / route."limit";
      allowed_ahead := greatest(pace * 0.25, interval '5 milliseconds');
      slot := greatest(slot, (select max(s) from unnest(route.slots) s) + pace);
    end if;
    slot := earliest_slot(route.slots, route."limit", span, slot);
  elsif lane > 0 then
    allowed_ahead := interval '50 milliseconds';
  end if;
  if expected_late_ms > late_after_ms then
    stretch := make_interval(secs => (expected_late_ms - late_after_ms) / 1000.0);
    late_after_ms := expected_late_ms;
  end if;
  -- The global limit has no headers to learn from. It is kept as so many calls in the time that they take (50 in
  -- a second, for most bots), less one for clocks and networks, and less a tenth as room for waiting customers.
  global_span := make_interval(secs => least(calls_per_second, 50) * 1.02 / calls_per_second + 0.03);
  slot := earliest_slot(everything.slots, greatest(1, least(calls_per_second, 50) * (case when lane > 0 then 9 else 10 end) / 10 - 1),
    global_span, slot);

  if slot > moment + allowed_ahead then
    return query select false, greatest(1, ceil(extract(epoch from slot - allowed_ahead * 0.8 - moment) * 1000))::int,
      late_after_ms, null::text;
    return;
  end if;
  -- A stretch counts at both of its ends: others may come before it as well as after it.
  booked_times := case when stretch > '0' then array[slot, slot + stretch] else array[slot] end;
  if route_key is not null then
    update rate_buckets set updated_at = moment,
      slots = array(select s from unnest(route.slots || booked_times) s where s > moment - span * 2 order by s)
      where key = route_key;
  end if;
  update rate_buckets set updated_at = moment,
    slots = array(select s from unnest(everything.slots || booked_times) s where s > moment - global_span * 2 order by s)
    where key = global_key;
  return query select true, greatest(0, ceil(extract(epoch from slot - moment) * 1000))::int, late_after_ms, null::text;
end $$;
