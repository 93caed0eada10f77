import { createPublicKey, verify } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  appUrl,
  botUserId,
  clientId,
  clientSecret,
  demo,
  startRig,
  userAgent,
  verifier,
} from "../../test/world/sandbox-rig";
import { sandboxCredentials } from "../credentials";

let rig: Awaited<ReturnType<typeof startRig>>;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

describe("the authorize page", () => {
  it("refuses unknown clients and addresses with a page, without a redirect", async () => {
    for (const query of [{ client_id: "1327846101573697537" }, { redirect_uri: "https://evil.test/back" }]) {
      const page = await rig.send(rig.authorizeUrl(query));
      expect([page.status, page.headers.get("location")]).toEqual([400, null]);
    }
  });

  it("sends other mistakes back to the application with its state", async () => {
    const errors: [Record<string, string>, string][] = [
      [{ scope: "identify nonsense" }, "invalid_scope"],
      [{ response_type: "token" }, "unsupported_response_type"],
      [{ code_challenge_method: "plain" }, "invalid_request"],
    ];
    for (const [query, error] of errors) {
      const page = await rig.send(rig.authorizeUrl(query));
      const back = new URL(page.headers.get("location") ?? "");
      expect(back.origin + back.pathname).toBe(`${appUrl}/discord/authorized`);
      expect([back.searchParams.get("error"), back.searchParams.get("state")]).toEqual([error, "state-1"]);
      expect(back.searchParams.has("code")).toBe(false);
    }
  });

  it("tells the application when the person cancels, with spaces as plus signs", async () => {
    const { json } = await rig.control("/discord/authorize", {
      url: rig.authorizeUrl({}),
      user_id: demo.carl,
      deny: true,
    });
    expect(json.location).toBe(
      `${appUrl}/discord/authorized?error=access_denied&error_description=The+resource+owner+or+authorization+server+denied+the+request.&state=state-1`,
    );
  });

  it("lets a person sign in, shows consent, and skips it the second time with prompt=none", async () => {
    const query = new URL(rig.authorizeUrl({ prompt: "none" })).searchParams.toString();
    expect((await rig.send(`/oauth2/authorize?${query}`)).text).toContain("Sign in as");
    const session = await rig.send("/oauth2/session", {
      method: "POST",
      body: new URLSearchParams({ user_id: demo.carl, back: query }),
    });
    const headers = { cookie: session.headers.get("set-cookie")?.split(";")[0] ?? "" };
    const page = await rig.send(`/oauth2/authorize?${query}`, { headers });
    expect(page.text).toContain("Not you?");
    expect(page.text).toContain("Join servers for you");
    const allow = { method: "POST", headers, body: new URLSearchParams({ decision: "allow" }) };
    const allowed = await rig.send(`/oauth2/authorize?${query}`, allow);
    const back = new URL(allowed.headers.get("location") ?? "").searchParams;
    expect([back.get("state"), back.get("iss")]).toEqual(["state-1", rig.url]);
    const again = await rig.send(`/oauth2/authorize?${query}`, { headers });
    expect(again.headers.get("location")).toContain("code=");
  });

  it("offers only servers that the person can manage", async () => {
    const query = new URL(rig.authorizeUrl({ scope: "bot" })).searchParams.toString();
    const cookie = `sandbox_discord_user=${demo.mona}`;
    const page = await rig.send(`/oauth2/authorize?${query}`, { headers: { cookie } });
    expect(page.text).toContain("The Lounge");
    expect(page.text).not.toContain("Chess Night");
    const refused = await rig.control("/discord/authorize", {
      url: rig.authorizeUrl({ scope: "bot" }),
      user_id: demo.carl,
      guild_id: demo.guild,
    });
    expect([refused.status, refused.json.error]).toEqual([400, "You can't manage the server The Lounge."]);
  });
});

describe("installing the bot", () => {
  it("joins when the code is exchanged, with its role at the bottom", async () => {
    const query = {
      scope: "bot identify",
      permissions: "268435459",
      redirect_uri: `${appUrl}/discord/installed`,
    };
    const back = await rig.consent(query, { user_id: demo.mona, guild_id: demo.guild });
    expect([back.get("guild_id"), back.get("permissions")]).toEqual([demo.guild, "268435459"]);
    expect((await rig.read(`/discord/guilds/${demo.guild}`)).json.bot).toMatchObject({ present: false });
    const tokens = await rig.exchange(back.get("code"), { redirect_uri: `${appUrl}/discord/installed` });
    expect(tokens.json.guild).toMatchObject({ id: demo.guild, owner_id: demo.mona, mfa_level: 0 });
    const { roles } = tokens.json.guild as unknown as { roles: { tags?: object; position: number }[] };
    expect(roles.find((role) => role.tags)).toMatchObject({
      position: 1,
      managed: true,
      permissions: "268435459",
      tags: { bot_id: botUserId },
    });
    expect(roles.map((role) => role.position).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("joins at consent when the application does not require the code", async () => {
    await rig.control("/discord/application", { require_code_grant: false });
    await rig.consent({ scope: "bot", permissions: "1" }, { user_id: demo.mona, guild_id: demo.guild });
    expect((await rig.read(`/discord/guilds/${demo.guild}`)).json.bot).toMatchObject({ present: true });
  });

  it("gets new permissions on the next install, a new role after a kick, and none without permissions", async () => {
    const botRole = async () =>
      (await rig.read(`/discord/guilds/${demo.guild}`)).json.bot as { role_id: string };
    await rig.installBot("268435459");
    const first = await botRole();
    await rig.installBot("268435456");
    expect(await botRole()).toMatchObject({ role_id: first.role_id });
    await rig.control(`/discord/guilds/${demo.guild}/kick-bot`);
    await rig.installBot("268435456");
    expect((await botRole()).role_id).not.toBe(first.role_id);
    await rig.control(`/discord/guilds/${demo.guild}/kick-bot`);
    await rig.installBot("0");
    expect(await botRole()).toMatchObject({ role_id: null, present: true });
  });

  it("honours unticked permissions and a locked server", async () => {
    const query = {
      scope: "bot",
      permissions: "268435459",
      guild_id: demo.guild,
      disable_guild_select: "true",
    };
    const back = await rig.consent(query, { user_id: demo.mona, permissions: "268435456" });
    expect(back.get("permissions")).toBe("268435456");
    const other = await rig.control("/discord/authorize", {
      url: rig.authorizeUrl(query),
      user_id: demo.mona,
      guild_id: "1204501266912415232",
    });
    expect(other.status).toBe(400);
  });
});

describe("the token endpoint", () => {
  const codeRefused = { error: "invalid_grant", error_description: 'Invalid "code" in request.' };

  it("accepts a code once", async () => {
    const code = (await rig.consent({}, { user_id: demo.carl })).get("code");
    const first = await rig.exchange(code);
    expect(first.json).toMatchObject({
      token_type: "Bearer",
      expires_in: 604800,
      scope: "identify guilds.join",
    });
    const second = await rig.exchange(code);
    expect([second.status, second.json]).toEqual([400, codeRefused]);
  });

  it("accepts a code only with its address and verifier, and for a hundred seconds", async () => {
    let now = Date.now();
    await rig.close();
    rig = await startRig({ now: () => now });
    const fresh = async () => (await rig.consent({}, { user_id: demo.carl })).get("code");
    const wrongs: Record<string, string>[] = [
      { redirect_uri: `${appUrl}/discord/installed` },
      { code_verifier: `${verifier}x` },
    ];
    for (const wrong of wrongs) {
      expect((await rig.exchange(await fresh(), wrong)).json).toEqual(codeRefused);
    }
    const late = await fresh();
    now += 100_000;
    expect((await rig.exchange(late)).json).toEqual(codeRefused);
    const inTime = await fresh();
    now += 99_000;
    expect((await rig.exchange(inTime)).status).toBe(200);
  });

  it("requires a form and the right client", async () => {
    const json = await rig.send("/api/oauth2/token", {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": userAgent },
      body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, grant_type: "refresh_token" }),
    });
    expect(json.status).toBe(400);
    const stranger = await rig.token({ client_secret: "wrong", grant_type: "refresh_token" });
    expect([stranger.status, stranger.json]).toEqual([401, { error: "invalid_client" }]);
    expect((await rig.token({ grant_type: "password" })).json.error).toBe("unsupported_grant_type");
  });

  it("refuses a program without a proper User-Agent", async () => {
    const path = "/api/oauth2/token";
    expect((await rig.send(path, { method: "POST", body: new URLSearchParams() })).status).toBe(403);
  });

  it("rotates refresh tokens and ends the old pair", async () => {
    const { json: first } = await rig.linkCustomer(demo.carl);
    const form = { grant_type: "refresh_token", refresh_token: String(first.refresh_token) };
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
    const second = await rig.send("/api/oauth2/token", {
      method: "POST",
      headers: { authorization: `Basic ${basic}`, "user-agent": userAgent },
      body: new URLSearchParams(form),
    });
    expect(second.status).toBe(200);
    expect("guild" in second.json).toBe(false);
    expect((await rig.token(form)).json).toEqual({
      error: "invalid_grant",
      error_description: 'Invalid "refresh_token" in request.',
    });
    expect((await rig.asPerson(String(first.access_token), "/users/@me")).status).toBe(401);
    expect((await rig.asPerson(String(second.json.access_token), "/users/@me")).json.id).toBe(demo.carl);
  });

  it("ends all of a person's tokens when one is revoked, and sends a signed event", async () => {
    const received: { signature: string; time: string; body: string }[] = [];
    const endpoint = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const { "x-signature-ed25519": signature, "x-signature-timestamp": time } = request.headers;
      received.push({ signature: String(signature), time: String(time), body });
      response.writeHead(204).end();
    }).listen(0);
    await once(endpoint, "listening");
    const address = endpoint.address();
    const port = typeof address === "object" ? address?.port : 0;
    await rig.control("/discord/application", { event_webhooks_url: `http://127.0.0.1:${port}/events` });
    const one = await rig.linkCustomer(demo.carl);
    const two = await rig.linkCustomer(demo.carl);
    expect(
      (await rig.token({ token: String(one.json.refresh_token) }, "/api/oauth2/token/revoke")).text,
    ).toBe("{}");
    expect((await rig.asPerson(String(two.json.access_token), "/users/@me")).json).toEqual({
      message: "401: Unauthorized",
      code: 0,
    });
    await expect.poll(() => received.length).toBe(3);
    endpoint.close();
    const events = received.map(({ body }) => JSON.parse(body).event.type);
    expect(events.sort()).toEqual([
      "APPLICATION_AUTHORIZED",
      "APPLICATION_AUTHORIZED",
      "APPLICATION_DEAUTHORIZED",
    ]);
    const der = Buffer.concat([
      Buffer.from("302a300506032b6570032100", "hex"),
      Buffer.from(sandboxCredentials.discord.publicKey, "hex"),
    ]);
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    for (const { signature, time, body } of received) {
      expect(verify(null, Buffer.from(time + body), key, Buffer.from(signature, "hex"))).toBe(true);
    }
  });
});
