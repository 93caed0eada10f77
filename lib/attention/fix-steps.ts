import type { FailureCode } from "@/db/schema";
import { failureTitle, isFailureCode, isServerProblem } from "@/lib/discord/failures";
import { serverUrl } from "@/lib/discord/places";
import type { Cause } from "./list-causes";

/** A cause in words: what is wrong, who is waiting, and the steps that fix it, with Discord's own menu paths. */
export function causeView(cause: Cause) {
  const server = cause.guild?.name ?? "the server";
  return {
    key: `${cause.code}:${cause.guild?.id}:${cause.entitlement?.id}`,
    code: cause.code,
    who: cause.who,
    title: titleOf(cause, server),
    effect: effectOf(cause),
    steps: stepsOf(cause, server),
    place: placeOf(cause),
    affected: cause.waiting + cause.stuck,
    guild: cause.guild,
    entitlement: cause.entitlement,
    since: cause.since?.toISOString() ?? null,
    /** What "Check again" does: check the server, or retry the customers. */
    check: isServerProblem(cause.code) ? ("server" as const) : ("retry" as const),
  };
}

const fixedInDiscord: readonly string[] = [
  "discord_role_above_bot",
  "discord_missing_permission",
  "discord_server_full",
  "discord_mfa_required",
  "discord_member_banned",
  "discord_change_refused",
] satisfies FailureCode[];

const fixedByAnotherRole: readonly string[] = [
  "discord_role_managed",
  "discord_role_deleted",
] satisfies FailureCode[];

/** Where the steps are done. */
function placeOf({
  code,
  guild,
  entitlement,
}: Cause): { in: "discord"; url: string } | { in: "entitlement" } | null {
  if (guild && fixedInDiscord.includes(code)) return { in: "discord", url: serverUrl(guild.id) };
  return entitlement && fixedByAnotherRole.includes(code) ? { in: "entitlement" } : null;
}

function titleOf(cause: Cause, server: string): string {
  const entitlement = cause.entitlement?.name;
  const role = cause.role?.name ?? entitlement ?? "a role";
  return failureTitle(cause.code, { server, role, entitlement: entitlement ?? "an entitlement" });
}

function effectOf({ waiting, stuck }: Cause): string {
  const customers = (n: number) => `${n.toLocaleString("en")} ${n === 1 ? "customer" : "customers"}`;
  const parts = [
    waiting > 0 && `${customers(waiting)} ${waiting === 1 ? "is" : "are"} waiting for access`,
    stuck > 0 && `${customers(stuck)} ${stuck === 1 ? "has" : "have"} access that can't be changed`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join("; ") : "Nobody is waiting yet, but the next customer will";
}

function stepsOf(cause: Cause, server: string): string[] {
  const roles = `In Discord, open ${server} → Server settings → Roles`;
  const role = cause.role?.name ?? "the role it gives";
  const steps: Record<FailureCode, string[]> = {
    discord_role_above_bot: [roles, `Drag the bot's role above ${role}`, "Press Save changes"],
    discord_role_managed: ["Open the entitlement and pick a role that people can give by hand"],
    discord_role_deleted: [
      `Open the entitlement and pick another role, or create the role again and pick it`,
    ],
    discord_missing_permission: [
      roles,
      "Open the bot's role → Permissions",
      "Allow Manage Roles, Create Invite and Kick Members, and save",
    ],
    discord_bot_removed: ["Connect the server again: its entitlements continue"],
    discord_server_full: ["Remove members who have left for good, or ask Discord to raise the limit"],
    discord_mfa_required: [
      "The owner of the bot's application turns on two-factor authentication in Discord",
      `Or turn the requirement off: ${server} → Server settings → Safety setup`,
    ],
    discord_member_banned: [
      `In Discord, open ${server} → Server settings → Bans`,
      "Unban those who may come back, and revoke the grants of those who may not",
    ],
    discord_change_refused: [
      `In Discord, open ${server} and try to give ${role} to one of them by hand: Discord says what is in the way`,
      "Press Try again. If that doesn't help, tell the operator of this Gatehouse",
    ],
    discord_reconnect_required: ["We emailed them a link. You can send it again from their grant"],
    discord_server_limit: ["They were told to leave a server and try again in the portal"],
    discord_account_unverified: ["They were told to verify in Discord and try again in the portal"],
    discord_age_restricted: [
      "They were told to correct their age in Discord and try again in the portal",
      `Or make ${server} open to everyone: Server settings → Safety setup`,
    ],
    discord_join_limited: ["Nothing to do: Gatehouse tries again every hour"],
    discord_join_refused: [
      "They were told what Discord says. Their grant shows it too",
      `If you know them, invite them to ${server} by hand: the role follows by itself`,
    ],
    discord_unavailable: ["Nothing to do: Gatehouse retries automatically"],
    discord_credentials_invalid: ["The operator of this Gatehouse has to set a valid bot token"],
  };
  return isFailureCode(cause.code)
    ? steps[cause.code]
    : ["Try again. If that doesn't help, tell the operator of this Gatehouse"];
}
