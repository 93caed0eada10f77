import { expect } from "vitest";
import { testSandbox } from "@/e2e/harness/database";

/*
 * How a test drives the sandbox: its Discord, its faults, and its request counts.
 */
type Json = Record<string, unknown>;

/** A call of the sandbox's control API. */
export async function control<T = Json>(path: string, body?: Json): Promise<T> {
  const init = body && {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  };
  const response = await fetch(`${testSandbox().url}/control${path}`, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text || "null");
}

export async function clearFaults(): Promise<void> {
  await fetch(`${testSandbox().url}/control/faults`, { method: "DELETE" });
}

/** Resets the sandbox's request counts. */
export async function clearRequests(): Promise<void> {
  await fetch(`${testSandbox().url}/control/requests`, { method: "DELETE" });
}

export const routes = {
  getMember: "GET /guilds/{guild_id}/members/{user_id}",
  addMember: "PUT /guilds/{guild_id}/members/{user_id}",
  kick: "DELETE /guilds/{guild_id}/members/{user_id}",
  giveRole: "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}",
  takeRole: "DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}",
  getGuild: "GET /guilds/{guild_id}",
  token: "POST /oauth2/token",
  revokeToken: "POST /oauth2/token/revoke",
  stripeCustomer: "GET /v1/customers/{id}",
} as const;

/** Makes requests to a route fail, `count` times or until `clearFaults`. */
export function fault(route: keyof typeof routes, kind: string, more: Json = {}): Promise<unknown> {
  return control("/faults", { route: routes[route], kind, ...more });
}

/** Stops the next request to a route: `arrived` waits until it is there, `release` lets it continue. */
export async function hold(route: keyof typeof routes, kind: "slow" | "late", more: Json = {}) {
  const { id } = await control<{ id: string }>("/faults", {
    route: routes[route],
    kind,
    until_released: true,
    count: 1,
    ...more,
  });
  const hits = async () => {
    const { faults } = await control<{ faults: { id: string; hits: number }[] }>("/faults");
    return faults.find((one) => one.id === id)?.hits;
  };
  return {
    arrived: () => expect.poll(hits, { message: `a request to ${route}`, timeout: 10_000 }).toBe(1),
    release: () => control("/faults/release", {}),
  };
}

/** What a moderator, a member or Discord itself does in a server. */
export function guildAction(guildId: string, action: string, body: Json = {}): Promise<Json> {
  return control(`/discord/guilds/${guildId}/${action}`, body);
}

export async function newUser(name: string): Promise<string> {
  return (
    await control<{ id: string }>("/discord/users", {
      username: `${name}${Math.random().toString(36).slice(2, 8)}`,
    })
  ).id;
}

type AuditEntry = { action: string; user_id: string; role_id?: string; reason?: string; by: string };

/** Discord's own audit log about a member, oldest first. */
export async function discordAudit(guildId: string, userId: string): Promise<AuditEntry[]> {
  const { audit_log } = await control<{ audit_log: AuditEntry[] }>(`/discord/guilds/${guildId}`);
  return audit_log.filter(({ user_id }) => user_id === userId);
}

/** The roles of a member in the sandbox's Discord; null if not a member. */
export async function rolesOf(guildId: string, userId: string): Promise<string[] | null> {
  const guild = await control<{ members: { user_id: string; roles: string[] }[] }>(
    `/discord/guilds/${guildId}`,
  );
  return guild.members.find((member) => member.user_id === userId)?.roles ?? null;
}
