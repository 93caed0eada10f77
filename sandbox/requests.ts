type RouteCount = { total: number; injected: number; statuses: Record<string, number> };
export type LimitScope = "user" | "shared" | "global" | "cloudflare" | "none";
type RateLimited = { at: string; route: string; scope: LimitScope; injected: boolean; guild_id?: string };
type BucketPeak = { bucket: string; key: string; limit: number; window_ms: number; highest: number };
type Seen = {
  route: string;
  status: number;
  injected: boolean;
  scope?: LimitScope;
  guildId?: string;
  discord: boolean;
  ip: string;
};

const KEPT_429S = 5_000;
const INVALID_LIMIT = 10_000;
const INVALID_WINDOW_MS = 600_000;

/** What was asked of the sandbox's APIs and what it answered: the witness for "zero rate-limit breaches". */
export class RequestLog {
  #total = 0;
  #overBudget = 0;
  #routes = new Map<string, RouteCount>();
  #rateLimited: RateLimited[] = [];
  #peaks = new Map<string, BucketPeak>();
  #invalid = new Map<string, { started: number; count: number; injected: number }>();
  #invalidTotal = 0;

  constructor(
    readonly now: () => number,
    readonly timeScale: number,
  ) {}

  record(seen: Seen): void {
    this.#total += 1;
    const count = this.#routes.get(seen.route) ?? { total: 0, injected: 0, statuses: {} };
    count.total += 1;
    if (seen.injected) count.injected += 1;
    count.statuses[seen.status] = (count.statuses[seen.status] ?? 0) + 1;
    this.#routes.set(seen.route, count);
    if (seen.status === 429) this.#recordRateLimit(seen);
    if (seen.discord) this.#recordInvalid(seen);
  }

  /** Remembers the fullest window of a bucket; more than the limit means the caller went over. */
  recordWindow(bucket: string, key: string, limit: number, windowMs: number, used: number): void {
    const known = this.#peaks.get(key);
    if (known) known.highest = Math.max(known.highest, used);
    else this.#peaks.set(key, { bucket, key, limit, window_ms: windowMs, highest: used });
  }

  /** Discord bans an address for a while after 10,000 answers of 401, 403 or (not shared) 429 in 10 minutes. */
  isBanned(ip: string): boolean {
    return (this.#invalidWindow(ip)?.count ?? 0) >= INVALID_LIMIT;
  }

  secondsBanned(ip: string): number {
    const window = this.#invalidWindow(ip);
    if (!window) return 0;
    return (window.started + INVALID_WINDOW_MS / this.timeScale - this.now()) / 1000;
  }

  summary() {
    const windows = [...this.#invalid.keys()].map((ip) => ({ ip, ...this.#invalidWindow(ip) }));
    return {
      total: this.#total,
      routes: Object.fromEntries([...this.#routes].sort(([a], [b]) => (a < b ? -1 : 1))),
      rate_limited: this.#rateLimited,
      over_budget: this.#overBudget,
      invalid_requests: {
        total: this.#invalidTotal,
        limit: INVALID_LIMIT,
        window_ms: INVALID_WINDOW_MS / this.timeScale,
        by_address: windows.filter((window) => window.count !== undefined),
      },
      buckets: [...this.#peaks.values()].filter((peak) => peak.bucket !== "global"),
      global: [...this.#peaks.values()].filter((peak) => peak.bucket === "global"),
    };
  }

  clear(): void {
    this.#total = 0;
    this.#overBudget = 0;
    this.#invalidTotal = 0;
    this.#rateLimited = [];
    for (const map of [this.#routes, this.#peaks, this.#invalid]) map.clear();
  }

  #recordRateLimit(seen: Seen): void {
    if (!seen.injected) this.#overBudget += 1;
    this.#rateLimited.push({
      at: new Date(this.now()).toISOString(),
      route: seen.route,
      scope: seen.scope ?? "none",
      injected: seen.injected,
      ...(seen.guildId ? { guild_id: seen.guildId } : {}),
    });
    if (this.#rateLimited.length > KEPT_429S) this.#rateLimited.shift();
  }

  #recordInvalid(seen: Seen): void {
    if (seen.scope === "cloudflare") return;
    const counts =
      seen.status === 401 || seen.status === 403 || (seen.status === 429 && seen.scope !== "shared");
    if (!counts) return;
    this.#invalidTotal += 1;
    const window = this.#invalidWindow(seen.ip) ?? { started: this.now(), count: 0, injected: 0 };
    window.count += 1;
    if (seen.injected) window.injected += 1;
    this.#invalid.set(seen.ip, window);
  }

  #invalidWindow(ip: string) {
    const window = this.#invalid.get(ip);
    if (!window || this.now() - window.started < INVALID_WINDOW_MS / this.timeScale) return window;
    this.#invalid.delete(ip);
    return undefined;
  }
}
