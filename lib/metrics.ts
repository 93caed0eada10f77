import { Gauge, Registry } from "prom-client";
import { db } from "@/db/client";
import { countAlarms } from "@/lib/discord/alarms";
import { readHealth } from "@/lib/health";
import { readCount } from "@/lib/kept-counts";
import { countTroubledEvents } from "@/lib/purchases/troubled-events";

/** The figures of health and the counts of rows by state, for Prometheus. */
export async function readMetrics(): Promise<{ type: string; text: string }> {
  const registry = new Registry();
  const gauge = (name: string, help: string, label: string, values: Record<string, number>) => {
    const metric = new Gauge({ name: `gatehouse_${name}`, help, labelNames: [label], registers: [registry] });
    for (const [key, value] of Object.entries(values)) metric.set({ [label]: key }, value);
  };
  const health = await readHealth();
  gauge("up", "1 when the part works", "part", {
    database: Number(health.database === "ok"),
    queue: Number(health.queue !== "down"),
    discord: Number(health.discord !== "down"),
    payments: Number(health.payments === "ok"),
    email: Number(health.email === "ok"),
    clock: Number(health.clock === "ok"),
  });
  gauge("lag_seconds", "Age of the oldest due row", "queue", health.lag_seconds);
  gauge(
    "clock_ahead_seconds",
    "How far a process's clock is ahead of the database's",
    "process",
    health.clock_ahead_seconds,
  );
  gauge("discord_refusals", "401, 403 and 429 answers in the present ten minutes", "bot", {
    bot: health.discord_refusals,
  });
  if (health.database === "ok") {
    gauge("grants", "Grants by status", "status", await readCount("grants"));
    gauge("parked", "Rows set aside after ten failures", "table", await readCount("parked"));
    const events = new Gauge({
      name: "gatehouse_purchase_events",
      help: "Purchase events that need somebody: set aside, waiting for minutes, or paid without anything given",
      labelNames: ["state", "provider"],
      registers: [registry],
    });
    for (const { problem: state, provider, n } of await countTroubledEvents(db()))
      events.set({ state, provider }, n);
    const alarms = new Gauge({
      name: "gatehouse_discord_alarms_total",
      help: "Refusals by Discord that Gatehouse doesn't know or that warn about the bot, by code and call",
      labelNames: ["code", "call"],
      registers: [registry],
    });
    for (const { code, call, count } of await countAlarms()) alarms.set({ code, call }, count);
    gauge(
      "accesses_unsettled",
      "Accesses that are waiting for Discord or a person",
      "problem",
      await readCount("accesses_unsettled"),
    );
  }
  return { type: registry.contentType, text: await registry.metrics() };
}
