import { RatelimitedResponseSchema } from "discord-api-spec/zod";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { demo, startRig } from "../../test/world/sandbox-rig";

let rig: Awaited<ReturnType<typeof startRig>>;
let now = 0;
const g = `/guilds/${demo.guild}`;
const role = `${g}/members/${demo.dave}/roles/${demo.member}`;
const roleRoute = "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}";

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22);
  rig = await startRig({ now: () => now });
  await rig.installBot();
  await rig.raiseBot();
});
afterEach(() => rig.close());

type Report = {
  over_budget: number;
  rate_limited: { route: string; scope: string; injected: boolean }[];
  buckets: { bucket: string; limit: number; highest: number }[];
  invalid_requests: { total: number; by_address: [{ ip: string }] };
};
const report = async () => (await rig.read("/requests")).json as unknown as Report;

describe("rate limits", () => {
  it("count giving and taking roles together, ten in ten seconds per server, with all headers", async () => {
    const first = await rig.api("PUT", role);
    const limitHeader = (answer: { headers: Headers }, name: string) =>
      answer.headers.get(`x-ratelimit-${name}`);
    expect([limitHeader(first, "limit"), limitHeader(first, "remaining")]).toEqual(["10", "9"]);
    expect(limitHeader(first, "reset-after")).toBe("10.000");
    expect(Number(limitHeader(first, "reset"))).toBeCloseTo(now / 1_000 + 10, 3);
    now += 4_000;
    for (let each = 0; each < 9; each++) await rig.api(each % 2 ? "PUT" : "DELETE", role);
    const refused = await rig.api("DELETE", role);
    expect([refused.status, refused.json]).toEqual([
      429,
      { message: "You are being rate limited.", retry_after: 6, global: false },
    ]);
    expect(refused.headers.get("retry-after")).toBe("6");
    expect([limitHeader(refused, "scope"), limitHeader(refused, "remaining")]).toEqual(["user", "0"]);
    expect(limitHeader(refused, "bucket")).toBe(limitHeader(first, "bucket"));
    // Discord's own schema requires a code, which its real answers do not always have.
    expect(RatelimitedResponseSchema.safeParse({ code: 0, ...refused.json }).success).toBe(true);
    now += 6_000;
    expect((await rig.api("PUT", role)).status).toBe(204);
    const { over_budget, buckets, rate_limited } = await report();
    expect(over_budget).toBe(1);
    expect(rate_limited).toMatchObject([{ scope: "user", injected: false }]);
    expect(buckets.find(({ bucket }) => bucket === "member-role")).toMatchObject({ limit: 10, highest: 11 });
  });

  it("are separate for each server and route; routes without a bucket have no headers", async () => {
    for (let each = 0; each < 10; each++) await rig.api("PUT", role);
    expect((await rig.api("PUT", role)).status).toBe(429);
    expect((await rig.api("GET", `${g}/members/${demo.dave}`)).status).toBe(200);
    const plain = await rig.api("GET", g);
    expect([plain.status, plain.headers.get("x-ratelimit-limit")]).toEqual([200, null]);
  });

  it("allow fifty calls a second in total", async () => {
    now += 5_000;
    for (let each = 0; each < 50; each++) expect((await rig.api("GET", `${g}/roles`)).status).toBe(200);
    const refused = await rig.api("GET", `${g}/roles`);
    expect([refused.status, refused.json.global]).toEqual([429, true]);
    expect(refused.headers.get("x-ratelimit-global")).toBe("true");
    expect(refused.headers.get("x-ratelimit-scope")).toBe("global");
    now += 1_000;
    expect((await rig.api("GET", `${g}/roles`)).status).toBe(200);
  });

  it("shrink with the time scale", async () => {
    await rig.close();
    rig = await startRig({ now: () => now, timeScale: 20 });
    await rig.installBot();
    const answer = await rig.api("PUT", role);
    expect(answer.headers.get("x-ratelimit-reset-after")).toBe("0.500");
  });

  it("ban an address after ten thousand invalid requests", async () => {
    const refuse = () => rig.api("GET", g, undefined, { authorization: "Bot wrong" });
    await refuse();
    const [{ ip }] = (await report()).invalid_requests.by_address;
    const alike = { route: "GET /guilds/{guild_id}", status: 401, injected: false, discord: true, ip };
    for (let each = 0; each < 9_998; each++) rig.world.requests.record(alike);
    expect((await refuse()).status).toBe(401);
    const banned = await rig.api("GET", g);
    expect([banned.status, banned.headers.get("content-type")]).toEqual([429, "text/html; charset=UTF-8"]);
    expect(banned.text).toContain("1015");
    now += 600_000;
    expect((await rig.api("GET", g)).status).toBe(200);
  });
});

describe("faults", () => {
  const fault = (kind: string, more = {}) => rig.control("/faults", { route: roleRoute, kind, ...more });
  const roles = async () =>
    (await rig.api("GET", `${g}/members/${demo.mona}`)).json.roles as unknown as string[];
  const give = () => rig.api("PUT", `${g}/members/${demo.mona}/roles/${demo.pro}`);

  it("answer as requested, as often as requested, and are counted apart from the caller's own 429s", async () => {
    const expected: [string, number, unknown][] = [
      ["429-user", 429, "user"],
      ["429-shared", 429, "shared"],
      ["429-global", 429, "global"],
      ["429-bare", 429, null],
      ["500", 500, null],
      ["503", 503, null],
      ["html-403", 403, null],
      ["spurious-10004", 404, null],
      ["code-50013", 403, null],
    ];
    for (const [kind, status, scope] of expected) {
      await fault(kind, { count: 1 });
      const answer = await give();
      expect([kind, answer.status, answer.headers.get("x-ratelimit-scope")]).toEqual([kind, status, scope]);
    }
    expect(await roles()).toEqual([]);
    const { over_budget, rate_limited, invalid_requests } = await report();
    expect([over_budget, rate_limited.length, rate_limited.every((each) => each.injected)]).toEqual([
      0,
      4,
      true,
    ]);
    // Shared 429s are not the caller's fault and do not count as invalid.
    expect(invalid_requests.total).toBe(5);
  });

  it("drop the connection after the effect, delay the effect, or fake it", async () => {
    await fault("apply-then-drop", { count: 1 });
    await expect(give()).rejects.toThrow();
    expect(await roles()).toEqual([demo.pro]);
    await rig.control(`/discord${g}/take-role`, { user_id: demo.mona, role_id: demo.pro });
    await fault("late", { count: 1, until_released: true });
    await expect(give()).rejects.toThrow();
    expect(await roles()).toEqual([]);
    await rig.control("/faults/release");
    await expect
      .poll(async () => (await rig.read(`/discord${g}`)).text.includes("MEMBER_ROLE_ADD"))
      .toBe(true);
    now += 2_000;
    await expect.poll(roles, { interval: 100 }).toEqual([demo.pro]);
    await rig.control(`/discord${g}/take-role`, { user_id: demo.mona, role_id: demo.pro });
    await fault("silent", { count: 1 });
    expect((await give()).status).toBe(204);
    expect(await roles()).toEqual([]);
  });

  it("hang before the headers or in the middle of the body", async () => {
    const url = `${rig.url}/api/v10${g}/members/${demo.dave}`;
    const headers = { authorization: "Bot x", "user-agent": "DiscordBot (x, 1)" };
    for (const kind of ["hang-headers", "hang-body"]) {
      await rig.control("/faults", { route: "GET /guilds/{guild_id}/members/{user_id}", kind, count: 1 });
      const signal = AbortSignal.timeout(400);
      const head = fetch(url, { headers, signal });
      if (kind === "hang-body") await expect(head.then((answer) => answer.text())).rejects.toThrow();
      else await expect(head).rejects.toThrow();
    }
  });

  it("obey their seed, their rate and their server", async () => {
    const run = async () => {
      now += 60_000;
      await rig.send("/control/faults", { method: "DELETE" });
      await rig.control("/faults", { route: "*", kind: "500", rate: 0.5, seed: 7 });
      const statuses: number[] = [];
      for (let each = 0; each < 20; each++) statuses.push((await rig.api("GET", g)).status);
      return statuses;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    await rig.send("/control/faults", { method: "DELETE" });
    await rig.control("/faults", { route: "*", kind: "500", guild_id: "123456789012345678" });
    expect((await rig.api("GET", g)).status).toBe(200);
    expect((await rig.control("/faults", { route: "*", kind: "nonsense" })).status).toBe(400);
  });
});
