import {
  ErrorResponseSchema,
  GuildMemberResponseSchema,
  GuildRoleResponseSchema,
  GuildWithCountsResponseSchema,
  MyGuildResponseSchema,
  OAuth2GetAuthorizationResponseSchema,
  PrivateApplicationResponseSchema,
  PrivateGuildMemberResponseSchema,
  UserPIIResponseSchema,
} from "discord-api-spec/zod";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { demo, startRig } from "../../test/world/sandbox-rig";

let rig: Awaited<ReturnType<typeof startRig>>;
let g: string;
beforeEach(async () => {
  // Limits have their own test; at this time scale their windows are too short to matter.
  rig = await startRig({ timeScale: 100 });
  await rig.installBot();
  g = `/guilds/${demo.guild}`;
});
afterEach(() => rig.close());

type Schema = { safeParse(value: unknown): { success: boolean; error?: unknown } };

/** The published schema wants times with Z; Discord really sends microseconds and an offset. */
function withZulu(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/(\.\d{3})000\+00:00"/g, '$1Z"'));
}

function expectShape(schema: Schema, value: unknown): void {
  const result = schema.safeParse(withZulu(value));
  expect(result.success, JSON.stringify(result.error)).toBe(true);
}

const list = (answer: { json: Record<string, unknown> }) => answer.json.list as Record<string, unknown>[];

describe("answers match Discord's published schema", () => {
  it("users, guilds, roles, members, applications", async () => {
    const { json: tokens } = await rig.linkCustomer(
      demo.carl,
      "identify email guilds guilds.join guilds.members.read",
    );
    const token = String(tokens.access_token);
    expectShape(UserPIIResponseSchema, (await rig.api("GET", "/users/@me")).json);
    expectShape(UserPIIResponseSchema, (await rig.asPerson(token, "/users/@me")).json);
    expectShape(OAuth2GetAuthorizationResponseSchema, (await rig.asPerson(token, "/oauth2/@me")).json);
    expectShape(PrivateApplicationResponseSchema, (await rig.api("GET", "/applications/@me")).json);
    expectShape(GuildWithCountsResponseSchema, (await rig.api("GET", `${g}?with_counts=true`)).json);
    expectShape(GuildWithCountsResponseSchema, (await rig.api("GET", g)).json);
    const roles = list(await rig.api("GET", `${g}/roles`));
    for (const role of roles) expectShape(GuildRoleResponseSchema, role);
    expectShape(GuildRoleResponseSchema, (await rig.api("GET", `${g}/roles/${demo.pro}`)).json);
    const added = await rig.api("PUT", `${g}/members/${demo.carl}`, { access_token: token });
    expect(added.status).toBe(201);
    expectShape(GuildMemberResponseSchema, added.json);
    expectShape(GuildMemberResponseSchema, (await rig.api("GET", `${g}/members/${demo.carl}`)).json);
    for (const member of list(await rig.api("GET", `${g}/members?limit=1000`))) {
      expectShape(GuildMemberResponseSchema, member);
    }
    const own = await rig.asPerson(token, `/users/@me/guilds/${demo.guild}/member`);
    expectShape(PrivateGuildMemberResponseSchema, own.json);
    for (const guild of list(await rig.asPerson(token, "/users/@me/guilds"))) {
      expectShape(MyGuildResponseSchema, guild);
    }
  });

  it("ids are snowflakes of 17 to 19 digits, and @everyone has the server's", async () => {
    const { json: guild } = await rig.api("GET", g);
    const roles = guild.roles as unknown as { id: string; name: string; position: number }[];
    expect(roles.find((role) => role.name === "@everyone")).toMatchObject({ id: demo.guild, position: 0 });
    const made = await rig.control("/discord/users", { username: "newcomer" });
    for (const id of [...roles.map((role) => role.id), made.json.id]) expect(id).toMatch(/^\d{17,19}$/);
  });
});

describe("error answers", () => {
  it("have Discord's bodies", async () => {
    const expected: [string, string, unknown, number, number][] = [
      ["GET", "/guilds/123456789012345678", undefined, 404, 10004],
      ["GET", `${g}/members/123456789012345678`, undefined, 404, 10013],
      ["GET", `${g}/members/${demo.carl}`, undefined, 404, 10007],
      ["GET", `${g}/members/@me`, undefined, 400, 50035],
      ["GET", `${g}/members?limit=0`, undefined, 400, 50035],
      ["PUT", `${g}/members/${demo.carl}`, {}, 400, 50035],
      ["PUT", `${g}/members/${demo.carl}`, { access_token: "nobody's" }, 403, 50025],
      ["PUT", `${g}/members/${demo.dave}/roles/${demo.guild}`, undefined, 404, 10011],
      ["PUT", `${g}/members/${demo.dave}/roles/123456789012345678`, undefined, 404, 10011],
      ["GET", "/no/such/thing", undefined, 404, 0],
      ["POST", `${g}/members/${demo.carl}`, undefined, 405, 0],
    ];
    for (const [method, path, body, status, code] of expected) {
      const answer = await rig.api(method, path, body);
      expect([method, path, answer.status, answer.json.code]).toEqual([method, path, status, code]);
      // The schema has numbers for the codes inside `errors`; Discord really sends names.
      expectShape(ErrorResponseSchema, { ...answer.json, errors: undefined });
    }
  });

  it("name the malformed id", async () => {
    const { json } = await rig.api("GET", `${g}/members/@me`);
    expect(json.errors).toEqual({
      user_id: { _errors: [{ code: "NUMBER_TYPE_COERCE", message: 'Value "@me" is not snowflake.' }] },
    });
  });

  it("are 401 without a valid token, 403 without a proper User-Agent, 400 for broken JSON", async () => {
    const stranger = await rig.api("GET", g, undefined, { authorization: "Bot nonsense" });
    expect([stranger.status, stranger.json]).toEqual([401, { message: "401: Unauthorized", code: 0 }]);
    const browser = await rig.api("GET", g, undefined, { "user-agent": "node" });
    expect([browser.status, browser.json.code]).toEqual([403, 40333]);
    const broken = await rig.send(`/api/v10${g}/members/${demo.carl}`, {
      method: "PUT",
      headers: {
        authorization: `Bot ${(await import("../../test/world/sandbox-rig")).botToken}`,
        "user-agent": "DiscordBot (x, 1)",
        "content-type": "application/json",
      },
      body: "{",
    });
    expect([broken.status, broken.json.code]).toEqual([400, 50109]);
  });

  it("are 401 as soon as the bot token is reset", async () => {
    await rig.control("/discord/reset-token");
    expect((await rig.api("GET", g)).status).toBe(401);
  });
});

describe("adding a member", () => {
  const token = async (user = demo.carl, scope?: string) =>
    String((await rig.linkCustomer(user, scope)).json.access_token);
  const add = async (body: Record<string, unknown> = {}, user = demo.carl) =>
    rig.api("PUT", `${g}/members/${user}`, { access_token: await token(user), ...body });

  it("answers 201 for somebody new, and 204 for a member, whose roles in the body are ignored", async () => {
    await rig.raiseBot();
    const first = await add({ roles: [demo.pro] });
    expect([first.status, first.json.roles]).toEqual([201, [demo.pro]]);
    const second = await add({ roles: [demo.vip] });
    expect([second.status, second.text, second.headers.get("content-type")]).toEqual([204, "", null]);
    expect((await rig.api("GET", `${g}/members/${demo.carl}`)).json.roles).toEqual([demo.pro]);
  });

  it("adds nobody when a role cannot be given", async () => {
    const answer = await add({ roles: [demo.vip] });
    expect([answer.status, answer.json.code]).toEqual([403, 50013]);
    expect((await rig.api("GET", `${g}/members/${demo.carl}`)).json.code).toBe(10007);
  });

  it("checks in order: token, scope, membership, ban, caps, locks, room", async () => {
    const other = await rig.api("PUT", `${g}/members/${demo.cora}`, { access_token: await token() });
    expect(other.json.code).toBe(50025);
    const scopeless = await rig.api("PUT", `${g}/members/${demo.carl}`, {
      access_token: await token(demo.carl, "identify"),
    });
    expect([scopeless.status, scopeless.json.code]).toEqual([403, 50026]);
    const user = `/discord/users/${demo.carl}/set`;
    const guild = `/discord/guilds/${demo.guild}`;
    const steps: [string, unknown, number, number][] = [
      [`${guild}/set`, { max_members: 1 }, 400, 30019],
      [user, { join_limited: true }, 403, 340015],
      [user, { verified: false }, 400, 50178],
      [user, { guild_count: 100 }, 400, 30001],
      [`${guild}/ban`, { user_id: demo.carl }, 403, 40007],
    ];
    for (const [path, body, status, code] of steps) {
      await rig.control(path, body);
      const answer = await add();
      expect([answer.status, answer.json.code]).toEqual([status, code]);
    }
    // A member gets 204 even over their cap.
    await rig.control(`/discord/users/${demo.dave}/set`, { guild_count: 100 });
    expect((await add({}, demo.dave)).status).toBe(204);
  });

  it("leaves newcomers pending where rules must be accepted, unless they may bypass that", async () => {
    await rig.control(`/discord/guilds/${demo.guild}/set`, { screening: true });
    expect((await add()).json.pending).toBe(true);
    expect((await add({ flags: 4 }, demo.cora)).json.pending).toBe(false);
    await rig.control(`/discord/guilds/${demo.guild}/accept-rules`, { user_id: demo.carl });
    expect((await rig.api("GET", `${g}/members/${demo.carl}`)).json.pending).toBe(false);
  });
});

describe("roles and kicks", () => {
  const give = (role: string, user = demo.dave, headers = {}) =>
    rig.api("PUT", `${g}/members/${user}/roles/${role}`, undefined, headers);

  it("obey the hierarchy: no role above the bot's, none at a tie, none managed", async () => {
    expect((await give(demo.pro)).json.code).toBe(50013);
    const role = (await rig.read(`/discord${g}`)).json.bot as { role_id: string };
    await rig.control(`/discord${g}/move-role`, { role_id: role.role_id, above: demo.pro });
    expect((await give(demo.pro)).status).toBe(204);
    expect((await give(demo.vip)).json.code).toBe(50013);
    await rig.control(`/discord${g}/move-role`, { role_id: demo.pro, position: 3, exact: true });
    expect((await give(demo.pro)).json.code).toBe(50013);
    await rig.raiseBot();
    expect((await give(role.role_id)).json.code).toBe(50013);
    const managed = await rig.control(`/discord${g}/create-role`, {
      name: "Twitch",
      managed: true,
      position: 1,
    });
    expect((await give(String(managed.json.id))).json.code).toBe(50013);
  });

  it("are idempotent, also for the owner, and leave the decoded reason in the audit log", async () => {
    await rig.raiseBot();
    const reason = { "x-audit-log-reason": encodeURIComponent("Pro plan: käufer\n1") };
    for (const _ of [1, 2]) {
      const answer = await give(demo.pro, demo.mona, reason);
      expect([answer.status, answer.text, answer.headers.get("content-type")]).toEqual([204, "", null]);
    }
    for (const _ of [1, 2]) {
      expect((await rig.api("DELETE", `${g}/members/${demo.mona}/roles/${demo.pro}`)).status).toBe(204);
    }
    const log = (await rig.read(`/discord${g}`)).json.audit_log as {
      action: string;
      reason: string | null;
    }[];
    expect(log.map((entry) => [entry.action, entry.reason])).toEqual([
      ["BOT_ADD", null],
      ["MEMBER_ROLE_ADD", "Pro plan: käufer\n1"],
      ["MEMBER_ROLE_REMOVE", null],
    ]);
  });

  it("need the permission even if the bot's role is high", async () => {
    await rig.installBot("1");
    await rig.raiseBot();
    expect((await give(demo.pro)).json.code).toBe(50013);
    expect((await rig.api("DELETE", `${g}/members/${demo.dave}`)).json.code).toBe(50013);
  });

  it("a kick removes a member, but not the owner, higher members or the bot itself", async () => {
    expect((await rig.api("DELETE", `${g}/members/${demo.dave}`)).json.code).toBe(50013);
    await rig.raiseBot();
    expect((await rig.api("DELETE", `${g}/members/${demo.mona}`)).json.code).toBe(50013);
    const bot = await rig.api("DELETE", `${g}/members/1327846194632917002`);
    expect(bot.json.code).toBe(50013);
    expect((await rig.api("DELETE", `${g}/members/${demo.dave}`)).status).toBe(204);
    expect((await rig.api("DELETE", `${g}/members/${demo.dave}`)).json.code).toBe(10007);
  });

  it("servers that require two-factor require it of the application's owner", async () => {
    await rig.raiseBot();
    await rig.control(`/discord${g}/set`, { mfa_level: 1 });
    expect([(await give(demo.pro)).status, (await give(demo.pro)).json.code]).toEqual([403, 60003]);
    await rig.control("/discord/application", { owner_mfa: true });
    expect((await give(demo.pro)).status).toBe(204);
  });

  it("a new role list must keep managed roles and obey the hierarchy", async () => {
    await rig.raiseBot();
    const patched = await rig.api("PATCH", `${g}/members/${demo.dave}`, { roles: [demo.pro, demo.vip] });
    expect([patched.status, (patched.json.roles as unknown as string[]).length]).toEqual([200, 2]);
    expect((await rig.api("PATCH", `${g}/members/${demo.mona}`, { nick: "Boss" })).json.code).toBe(50013);
    const gone = await rig.api("PATCH", `${g}/members/${demo.dave}`, { roles: ["123456789012345678"] });
    expect(gone.json.code).toBe(10011);
  });
});

describe("lists", () => {
  it("page by id, one member per page by default, and need the members intent", async () => {
    const made = await rig.control("/discord/guilds", {
      name: "Big",
      owner_id: demo.mona,
      members: 2_500,
      bot: {},
    });
    const path = `/guilds/${made.json.id}/members`;
    expect(list(await rig.api("GET", path))).toHaveLength(1);
    const listed: string[] = [];
    for (let after = "0", size = 1_000; size === 1_000; ) {
      const page = list(await rig.api("GET", `${path}?limit=1000&after=${after}`)) as {
        user: { id: string };
      }[];
      listed.push(...page.map((member) => member.user.id));
      after = listed.at(-1) ?? "0";
      size = page.length;
    }
    expect(listed).toHaveLength(2_502);
    const ascending = [...listed].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    expect([new Set(listed).size, listed]).toEqual([2_502, ascending]);
    await rig.control("/discord/application", { members_intent: false });
    const refused = await rig.api("GET", `${path}?limit=1000`);
    expect([refused.status, refused.json.code]).toEqual([403, 50001]);
    expect((await rig.api("GET", `${path}/search?query=mo`)).status).toBe(200);
  });

  it("counts members by role, without @everyone", async () => {
    const { json } = await rig.api("GET", `${g}/roles/member-counts`);
    expect(json[demo.member]).toBe(4);
    expect(demo.guild in json).toBe(false);
  });
});

describe("a bot that is gone", () => {
  it("gets 10004, or 50001 where a test sets that", async () => {
    await rig.control(`/discord${g}/kick-bot`);
    expect([(await rig.api("GET", g)).status, (await rig.api("GET", g)).json.code]).toEqual([404, 10004]);
    await rig.control(`/discord${g}/set`, { absent_code: 50001 });
    expect([(await rig.api("GET", g)).status, (await rig.api("GET", g)).json.code]).toEqual([403, 50001]);
    expect(list(await rig.api("GET", "/users/@me/guilds"))).toEqual([]);
  });

  it("can leave a server", async () => {
    expect((await rig.api("DELETE", `/users/@me${g}`)).status).toBe(204);
    expect((await rig.api("GET", g)).json.code).toBe(10004);
  });
});
