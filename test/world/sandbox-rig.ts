import { createHash } from "node:crypto";
import { sandboxCredentials } from "@/sandbox/credentials";
import { type SandboxOptions, startSandbox } from "@/sandbox/server";

const { clientId, clientSecret, botToken, botUserId } = sandboxCredentials.discord;

export const appUrl = "http://localhost:21777";
export const demo = {
  guild: "1203390155810926592",
  mona: "1189204533125791744",
  carl: "1190017720564109312",
  cora: "1191528806201458688",
  dave: "1192290148857090049",
  member: "1203390401857224704",
  pro: "1203390523747926016",
  vip: "1203390617431900160",
};
/** As Discord asks programs to name themselves. */
export const userAgent = "DiscordBot (https://gatehouse.test, 1)";
export { botToken, botUserId, clientId, clientSecret };

export const verifier = "a-verifier-of-at-least-forty-three-characters";
const challenge = createHash("sha256").update(verifier).digest("base64url");

/** A sandbox over real HTTP, and the calls that tests make to it. */
export async function startRig(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ port: 0, appUrl, quiet: true, ...options });
  const at = (path: string) => new URL(path, sandbox.url);

  async function send(path: string, init: RequestInit = {}) {
    const answer = await fetch(at(path), { redirect: "manual", ...init });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
  }
  const control = (path: string, body: unknown = {}) =>
    send(`/control${path}`, { method: "POST", body: JSON.stringify(body) });
  const read = (path: string) => send(`/control${path}`);
  const api = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(`/api/v10${path}`, {
      method,
      headers: {
        authorization: `Bot ${botToken}`,
        "user-agent": userAgent,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const asPerson = (token: string, path: string) =>
    api("GET", path, undefined, { authorization: `Bearer ${token}` });
  const authorizeUrl = (query: Record<string, string | undefined>) => {
    const url = at("/oauth2/authorize");
    for (const [name, value] of Object.entries({ ...defaultQuery, ...query })) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url.toString();
  };
  const consent = async (query: Record<string, string | undefined>, decision: Record<string, unknown>) => {
    const answer = await control("/discord/authorize", { url: authorizeUrl(query), ...decision });
    return new URL(String(answer.json.location)).searchParams;
  };
  const token = (form: Record<string, string>, path = "/api/v10/oauth2/token") =>
    send(path, {
      method: "POST",
      headers: { "user-agent": userAgent },
      body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form }),
    });
  const exchange = (code: string | null, form: Record<string, string> = {}) =>
    token({
      grant_type: "authorization_code",
      code: code ?? "",
      redirect_uri: `${appUrl}/discord/authorized`,
      code_verifier: verifier,
      ...form,
    });
  const installBot = async (permissions = "268435459", guild = demo.guild, user = demo.mona) => {
    const query = { scope: "bot identify", permissions, redirect_uri: `${appUrl}/discord/installed` };
    const answer = await consent(query, { user_id: user, guild_id: guild });
    return exchange(answer.get("code"), { redirect_uri: `${appUrl}/discord/installed` });
  };
  const linkCustomer = async (user: string, scope = "identify guilds.join") => {
    const answer = await consent({ scope }, { user_id: user });
    return exchange(answer.get("code"));
  };
  const raiseBot = async (guild = demo.guild) => {
    const { json } = await read(`/discord/guilds/${guild}`);
    const { role_id } = json.bot as { role_id: string };
    await control(`/discord/guilds/${guild}/move-role`, { role_id, position: 99 });
    return role_id;
  };
  return {
    ...sandbox,
    send,
    control,
    read,
    api,
    asPerson,
    authorizeUrl,
    consent,
    token,
    exchange,
    installBot,
    linkCustomer,
    raiseBot,
  };
}

const defaultQuery = {
  client_id: clientId,
  response_type: "code",
  scope: "identify guilds.join",
  redirect_uri: `${appUrl}/discord/authorized`,
  state: "state-1",
  code_challenge: challenge,
  code_challenge_method: "S256",
};

function parsed(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? { list: json } : { ...(json as object) };
  } catch {
    return {};
  }
}
