import { type FailureCode, roleProblems } from "@/db/schema";
import { failureWords } from "@/lib/discord/failures";
import { dangerousPowers, hasPermission } from "@/lib/discord/roles";
import { roleProblem } from "./check-guild";
import type { GuildRow } from "./guilds";

export type Check = {
  name: string;
  state: "pass" | "fail" | "warn" | "unknown";
  /** What the check found, or what doesn't work because of it. */
  words: string;
  /** Set where the check is about what one entitlement gives. */
  entitlementId: string | null;
  /** How many customers wait because of it. */
  waiting: number;
};

/** Customers who wait for access in this server, by failure code and entitlement. */
export type Waiting = { code: FailureCode; entitlementId: string; people: number };

type Served = { id: string; name: string; roleId: string | null };

/** Everything a merchant should know about a server, from the last check. */
export function serverHealth(guild: GuildRow, entitlements: Served[], waiting: Waiting[]): Check[] {
  return findings(guild, entitlements).map(({ codes, entitlementId: of = null, ...check }) => ({
    ...check,
    entitlementId: of,
    waiting: waiting
      .filter(({ code, entitlementId }) => codes?.includes(code) && (!of || of === entitlementId))
      .reduce((sum, { people }) => sum + people, 0),
  }));
}

/** `codes`: the failures that this check explains, of its entitlement where it has one. */
type Finding = Pick<Check, "name" | "state" | "words"> & { codes?: FailureCode[]; entitlementId?: string };

function findings(guild: GuildRow, entitlements: Served[]): Finding[] {
  const { snapshot } = guild;
  if (!snapshot) return [{ name: "Bot", state: "unknown", words: "Waiting for the first check" }];
  return [
    botPresent(guild),
    ...permissions(snapshot),
    ...roles(guild, snapshot, entitlements),
    ...rules(guild),
  ];
}

function botPresent(guild: GuildRow): Finding {
  const name = "Bot in the server";
  const codes: FailureCode[] = ["discord_bot_removed"];
  if (guild.parkedAt)
    return {
      name,
      codes,
      state: "fail",
      words: "Somebody else re-added the bot. Nobody gets access until you connect the server again",
    };
  if (guild.problem === "discord_bot_removed")
    return {
      name,
      codes,
      state: "fail",
      words: "Nobody gets or loses access until you connect the server again",
    };
  if (guild.goneChecks > 0)
    return { name, state: "warn", words: "Discord says the bot is gone. Checking again to be sure" };
  return { name, state: "pass", words: "The bot is in the server" };
}

type Snapshot = NonNullable<GuildRow["snapshot"]>;

const needed = [
  { bit: "manageRoles", name: "Manage Roles", cost: "Roles can't be given or removed" },
  {
    bit: "createInvite",
    name: "Create Invite",
    cost: "Customers who aren't in the server can't be added",
  },
  { bit: "kickMembers", name: "Kick Members", cost: "Nobody can be kicked when access ends" },
] as const;

function permissions(snapshot: Snapshot): Finding[] {
  return needed.map(({ bit, name, cost }) => {
    const has = hasPermission(snapshot.botPermissions, bit);
    const missing = bit === "kickMembers" ? "warn" : "fail";
    const codes: FailureCode[] = bit === "manageRoles" && !has ? ["discord_missing_permission"] : [];
    return { name, codes, state: has ? "pass" : missing, words: has ? "Allowed" : cost };
  });
}

function roles(guild: GuildRow, snapshot: Snapshot, entitlements: Served[]): Finding[] {
  return entitlements.flatMap(({ id, name, roleId }): Finding[] => {
    if (!roleId) return [];
    const role = snapshot.roles.find(({ id }) => id === roleId);
    const of = { name, entitlementId: id };
    const problem = roleProblem(guild.id, snapshot, roleId);
    if (problem || !role)
      return [
        {
          ...of,
          state: "fail",
          words: failureWords(problem ?? "discord_role_deleted"),
          codes: [...roleProblems],
        },
      ];
    const powers = dangerousPowers(role.permissions);
    if (powers.length > 0)
      return [
        { ...of, state: "warn", words: `${role.name} has dangerous permissions: ${powers.join(", ")}` },
      ];
    return [{ ...of, state: "pass", words: `Gives ${role.name}, which is below the bot's role` }];
  });
}

function rules(guild: GuildRow): Finding[] {
  const checks: Finding[] = [];
  if (guild.snapshot?.screening)
    checks.push({
      name: "Rules to accept",
      state: "warn",
      words: "New members must accept the rules before they see everything. We tell them",
    });
  if (guild.problem === "discord_server_full" || guild.problem === "discord_mfa_required")
    checks.push({
      name: "Joining",
      state: "fail",
      words: failureWords(guild.problem),
      codes: [guild.problem],
    });
  return checks;
}
