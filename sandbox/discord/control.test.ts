import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { demo, startRig } from "../../test/world/sandbox-rig";

let rig: Awaited<ReturnType<typeof startRig>>;
const g = `/guilds/${demo.guild}`;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

type Report = { roles: { id: string; name: string; position: number }[]; members: { username: string }[] };
const report = async (guild = demo.guild) =>
  (await rig.read(`/discord/guilds/${guild}`)).json as unknown as Report;
const names = async () => (await report()).roles.map((role) => role.name);

describe("control calls", () => {
  it("make a server with roles at given positions, people, and a bot in it", async () => {
    const { json } = await rig.control("/discord/guilds", {
      name: "Trial",
      owner_id: demo.mona,
      roles: [{ name: "Low", position: 1 }, { name: "Tied", position: 1 }, { name: "High" }],
      members: [demo.carl],
      bot: { permissions: "268435459", position: 99 },
    });
    const made = await report(String(json.id));
    expect(made.members.map((member) => member.username).sort()).toEqual(["Gatehouse", "carl", "mona"]);
    expect(made.roles[0]).toMatchObject({ id: json.bot_role_id, name: "Gatehouse" });
    expect(Object.keys(json.roles as object)).toEqual(["Low", "Tied", "High"]);
  });

  it("move roles to a position, next to another role, and by one step", async () => {
    const move = (body: object) => rig.control(`/discord${g}/move-role`, { role_id: demo.pro, ...body });
    await move({ position: 99 });
    expect(await names()).toEqual(["Pro", "Moderator", "VIP", "Member", "@everyone"]);
    await move({ below: demo.vip });
    expect(await names()).toEqual(["Moderator", "VIP", "Pro", "Member", "@everyone"]);
    await move({ above: demo.vip });
    expect(await names()).toEqual(["Moderator", "Pro", "VIP", "Member", "@everyone"]);
    await move({ step: "down" });
    expect(await names()).toEqual(["Moderator", "VIP", "Pro", "Member", "@everyone"]);
    await move({ position: 7, exact: true });
    expect((await report()).roles[0]).toMatchObject({ name: "Pro", position: 7 });
  });

  it("explain what is wrong", async () => {
    const wrong: [string, unknown, number][] = [
      [`/discord${g}/move-role`, { role_id: demo.pro }, 400],
      [`/discord${g}/move-role`, {}, 400],
      [`/discord${g}/leave`, { user_id: demo.mona }, 400],
      [`/discord${g}/sing`, {}, 404],
      ["/discord/guilds/123/leave", { user_id: demo.dave }, 404],
      ["/discord/users", { username: "carl" }, 400],
      ["/discord/users", { username: "NOT OK" }, 400],
      ["/discord/authorize", { url: "nonsense", user_id: demo.carl }, 400],
    ];
    for (const [path, body, status] of wrong) {
      const answer = await rig.control(path, body);
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.json.error).toMatch(/[.]$/);
    }
  });

  it("delete accounts, take servers down, and reset to the seed", async () => {
    await rig.installBot();
    await rig.control(`/discord/users/${demo.dave}/set`, { deleted: true });
    expect((await rig.api("GET", `${g}/members/${demo.dave}`)).json.code).toBe(10013);
    await rig.control(`/discord${g}/set`, { unavailable: true });
    expect((await rig.api("GET", g)).status).toBe(503);
    await rig.control("/reset");
    expect((await rig.api("GET", g)).json.code).toBe(10004);
    const { members } = await report();
    expect(members.map((member) => member.username).sort()).toEqual([
      "dave",
      "erin",
      "finn",
      "gina",
      "liam",
      "mona",
    ]);
  });
});

describe("the servers page", () => {
  const press = (action: string, form: Record<string, string>) =>
    rig.send(`/discord/${demo.guild}/${action}`, { method: "POST", body: new URLSearchParams(form) });

  it("works with plain forms", async () => {
    const moved = await press("move-role", { role_id: demo.pro, target_id: demo.vip, side: "above" });
    expect([moved.status, moved.headers.get("location")]).toEqual([303, `/discord/${demo.guild}`]);
    expect(await names()).toEqual(["Moderator", "Pro", "VIP", "Member", "@everyone"]);
    await press("give-role", { user_id: demo.dave, role_id: demo.vip });
    const page = await rig.send(`/discord/${demo.guild}?q=dave`);
    expect(page.text).toContain("Take VIP from dave");
    expect(page.text).not.toContain("Kick: erin");
  });

  it("shows why something cannot be done", async () => {
    const refused = await press("ban", { user_id: demo.mona });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("The owner cannot be banned.");
  });

  it("escapes what people call themselves and their roles", async () => {
    await rig.control(`/discord${g}/create-role`, { name: "<script>alert(1)</script>" });
    const page = await rig.send(`/discord/${demo.guild}`);
    expect(page.text).not.toContain("<script>alert");
  });
});
