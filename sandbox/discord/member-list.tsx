/** @jsxImportSource hono/jsx */
import { Avatar } from "../page";
import { botUserId, type Discord } from "./discord";
import { memberIds } from "./members";
import { rolesFromTop } from "./permissions";
import type { Guild, Member, Person, Role } from "./records";
import { dotStyle } from "./role-list";

const SHOWN = 60;

type ListProps = { discord: Discord; guild: Guild; search: string };

/** The members, the people who could join, and the banned ones. */
export function MemberList({ discord, guild, search }: ListProps) {
  const wanted = search.trim().toLowerCase();
  const found = memberIds(guild).flatMap((id) => {
    const person = discord.users.get(id);
    const member = guild.members.get(id);
    return person && member && matches(person, wanted) ? [{ person, member }] : [];
  });
  return (
    <div class="stack">
      <section class="card flush" aria-labelledby="members-title">
        <div class="card-head row wrap between">
          <h2 id="members-title">Members</h2>
          <form method="get" action={`/discord/${guild.id}`} class="compact">
            <input
              type="search"
              name="q"
              value={search}
              aria-label="Find a member"
              placeholder="Find a member"
            />
          </form>
        </div>
        <ul id="members" data-live class="lines">
          {found.slice(0, SHOWN).map(({ person, member }) => (
            <MemberLine key={person.id} guild={guild} person={person} member={member} search={search} />
          ))}
          {found.length === 0 && <li class="empty">No member has that name.</li>}
          {found.length > SHOWN && (
            <li class="quiet small">And {found.length - SHOWN} more. Find one by name.</li>
          )}
        </ul>
      </section>
      <Outside discord={discord} guild={guild} />
    </div>
  );
}

function matches(person: Person, wanted: string): boolean {
  return wanted === "" || person.username.includes(wanted) || person.id === wanted;
}

type LineProps = { guild: Guild; person: Person; member: Member; search: string };

function MemberLine({ guild, person, member, search }: LineProps) {
  const name = member.nick ?? person.displayName ?? person.username;
  const memberRoles = rolesFromTop(guild).filter((role) => member.roles.has(role.id));
  return (
    <li data-key={person.id} class="member">
      <Avatar name={name} size={36} />
      <div class="grow stack tight">
        <div class="row wrap role-name">
          <strong class="break">{name}</strong>
          <span class="quiet small">{person.username}</span>
          {person.bot && <span class="tag">App</span>}
          {person.id === guild.ownerId && <span class="tag">Owner</span>}
          {member.pending && <span class="tag warn">Rules not accepted</span>}
        </div>
        <div class="row wrap chips">
          {memberRoles.map((role) => (
            <RoleChip key={role.id} guild={guild} person={person} role={role} search={search} />
          ))}
          {person.id !== botUserId && (
            <GiveRole guild={guild} person={person} member={member} search={search} />
          )}
        </div>
      </div>
      {person.id !== botUserId && (
        <MemberActions guild={guild} person={person} member={member} search={search} />
      )}
    </li>
  );
}

type ChipProps = { guild: Guild; person: Person; role: Role; search: string };

function RoleChip({ guild, person, role, search }: ChipProps) {
  return (
    <form
      method="post"
      action={`/discord/${guild.id}/take-role`}
      data-key={role.id}
      data-quiet
      class={role.managed ? "tag" : "tag chip"}
    >
      <span class="dot" aria-hidden="true" style={dotStyle(role)} />
      {role.name}
      <input type="hidden" name="user_id" value={person.id} />
      <input type="hidden" name="role_id" value={role.id} />
      <input type="hidden" name="q" value={search} />
      {!role.managed && (
        <button type="submit" class="cross" aria-label={`Take ${role.name} from ${person.username}`}>
          ×
        </button>
      )}
    </form>
  );
}

type ActionProps = { guild: Guild; person: Person; member: Member; search: string };

function GiveRole({ guild, person, member, search }: ActionProps) {
  const free = rolesFromTop(guild).filter(
    (role) => !role.managed && role.id !== guild.id && !member.roles.has(role.id),
  );
  if (free.length === 0) return null;
  return (
    <form
      method="post"
      action={`/discord/${guild.id}/give-role`}
      data-key="give"
      data-quiet
      class="row compact"
    >
      <input type="hidden" name="user_id" value={person.id} />
      <input type="hidden" name="q" value={search} />
      <select name="role_id" data-go aria-label={`Give ${person.username} a role`}>
        <option value="">+ role</option>
        {free.map((role) => (
          <option key={role.id} value={role.id}>
            {role.name}
          </option>
        ))}
      </select>
      <noscript>
        <button type="submit" class="small">
          Give
        </button>
      </noscript>
    </form>
  );
}

function MemberActions({ guild, person, member, search }: ActionProps) {
  const owner = person.id === guild.ownerId;
  if (owner && !member.pending) return null;
  return (
    <form method="post" class="row wrap member-actions" data-quiet>
      <input type="hidden" name="user_id" value={person.id} />
      <input type="hidden" name="q" value={search} />
      {member.pending && (
        <button type="submit" class="small" formaction={`/discord/${guild.id}/accept-rules`}>
          Accept rules
        </button>
      )}
      {!owner &&
        [["leave", "Leave"] as const, ["kick", "Kick"] as const, ["ban", "Ban"] as const].map(
          ([action, label]) => (
            <button
              key={action}
              type="submit"
              class={action === "leave" ? "small" : "small danger"}
              formaction={`/discord/${guild.id}/${action}`}
              aria-label={`${label}: ${person.username}`}
            >
              {label}
            </button>
          ),
        )}
    </form>
  );
}

function Outside({ discord, guild }: { discord: Discord; guild: Guild }) {
  const outside = [...discord.users.values()].filter(
    (person) => !person.bot && !person.deleted && !guild.members.has(person.id) && !guild.bans.has(person.id),
  );
  return (
    <section id="outside" data-live class="card" aria-label="Not in the server">
      <h2>Not in the server</h2>
      {outside.length > 0 && (
        <form method="post" action={`/discord/${guild.id}/join`} class="row wrap" data-quiet>
          <label class="grow">
            <span class="hidden-label">Who joins</span>
            <select name="user_id">
              {outside.slice(0, 200).map((person) => (
                <option key={person.id} value={person.id}>
                  {person.username}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">Join by invite</button>
        </form>
      )}
      {[...guild.bans].map((id) => (
        <form
          key={id}
          data-key={id}
          method="post"
          action={`/discord/${guild.id}/unban`}
          class="row between"
          data-quiet
        >
          <span class="row">
            <span class="tag bad">Banned</span> {discord.users.get(id)?.username ?? id}
          </span>
          <input type="hidden" name="user_id" value={id} />
          <button type="submit" class="small" aria-label={`Unban ${discord.users.get(id)?.username ?? id}`}>
            Unban
          </button>
        </form>
      ))}
    </section>
  );
}
