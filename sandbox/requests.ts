type RouteCount = { total: number; injected: number; statuses: Record<string, number> };
export type LimitScope = "user" | "shared" | "global" | "cloudflare" | "none";
type RateLimited = { at: string; route: string; scope: LimitScope; injected: boolean; guild_id?: string };
type BucketPeak = { bucket: string; key: string; limit: number; window_ms: number; highest: number };
type RecordedRequest = {
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

/** Counts the requests to the sandbox's APIs and their answers, so tests can prove "zero rate-limit breaches". */
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

  record(request: RecordedRequest): void {
    this.#total += 1;
    const count = this.#routes.get(request.route) ?? { total: 0, injected: 0, statuses: {} };
    count.total += 1;
    if (request.injected) count.injected += 1;
    count.statuses[request.status] = (count.statuses[request.status] ?? 0) + 1;
    this.#routes.set(request.route, count);
    if (request.status === 429) this.#recordRateLimit(request);
    if (request.discord) this.#recordInvalid(request);
  }

  /** Keeps the fullest window of a bucket; a figure above its limit means that the caller exceeded it. */
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

  #recordRateLimit(request: RecordedRequest): void {
    if (!request.injected) this.#overBudget += 1;
    this.#rateLimited.push({
      at: new Date(this.now()).toISOString(),
      route: request.route,
      scope: request.scope ?? "none",
      injected: request.injected,
      ...(request.guildId ? { guild_id: request.guildId } : {}),
    });
    if (this.#rateLimited.length > KEPT_429S) this.#rateLimited.shift();
  }

  #recordInvalid(request: RecordedRequest): void {
    if (request.scope === "cloudflare") return;
    const counts =
      request.status === 401 ||
      request.status === 403 ||
      (request.status === 429 && request.scope !== "shared");
    if (!counts) return;
    this.#invalidTotal += 1;
    const window = this.#invalidWindow(request.ip) ?? { started: this.now(), count: 0, injected: 0 };
    window.count += 1;
    if (request.injected) window.injected += 1;
    this.#invalid.set(request.ip, window);
  }

  #invalidWindow(ip: string) {
    const window = this.#invalid.get(ip);
    if (!window || this.now() - window.started < INVALID_WINDOW_MS / this.timeScale) return window;
    this.#invalid.delete(ip);
    return undefined;
  }
}
