/** @jsxImportSource hono/jsx */

import { botUserId } from "./discord";
import { rolesFromTop, topPosition } from "./permissions";
import type { Guild, Role } from "./records";
import { botRoleOf } from "./roles";

/** Roles from the top, as in Discord's settings; drag one, or use its arrows. */
export function RoleList({ guild }: { guild: Guild }) {
  const roles = rolesFromTop(guild);
  const movable = roles.filter((role) => role.id !== guild.id);
  return (
    <section class="card flush" aria-labelledby="roles-title">
      <div class="card-head">
        <h2 id="roles-title">Roles</h2>
        <p class="quiet small">
          A bot can give only the roles below its own. Drag to reorder, or use the arrows.
        </p>
      </div>
      <form id="move-role" method="post" action={`/discord/${guild.id}/move-role`} data-quiet hidden>
        <input type="hidden" name="role_id" />
        <input type="hidden" name="target_id" />
        <input type="hidden" name="side" />
      </form>
      <ol id="roles" data-live data-drop="move-role" class="lines">
        {movable.map((role, index) => (
          <RoleLine
            key={role.id}
            guild={guild}
            role={role}
            first={index === 0}
            last={index === movable.length - 1}
            reach={reachOf(guild, role)}
          />
        ))}
        <li data-key="everyone" class="row quiet">
          <span class="dot" aria-hidden="true" />
          @everyone
        </li>
      </ol>
    </section>
  );
}

type Reach = "none" | "bot" | "below" | "above";

/** Where a role is relative to the bot: it cannot give roles at or above its own top role. */
function reachOf(guild: Guild, role: Role): Reach {
  if (role === botRoleOf(guild)) return "bot";
  if (!guild.members.has(botUserId)) return "none";
  return role.position < topPosition(guild, botUserId) ? "below" : "above";
}

type LineProps = {
  guild: Guild;
  role: Role;
  first: boolean;
  last: boolean;
  reach: Reach;
};

function RoleLine({ guild, role, first, last, reach }: LineProps) {
  const members = [...guild.members.values()].filter((member) => member.roles.has(role.id)).length;
  return (
    <li
      data-key={role.id}
      data-drag={role.id}
      draggable={true}
      class={reach === "bot" ? "row role bot-line" : "row role"}
    >
      <span class="grip" aria-hidden="true" />
      <span class="dot" aria-hidden="true" style={dotStyle(role)} />
      <div class="grow">
        <div class="row wrap role-name">
          <strong class="break">{role.name}</strong>
          {reach === "bot" && <span class="tag good">the bot's role</span>}
          {role.managed && reach !== "bot" && <span class="tag">managed</span>}
          {reach === "above" && <span class="tag warn">out of the bot's reach</span>}
        </div>
        <p class="quiet small number">{members === 1 ? "1 member" : `${members} members`}</p>
      </div>
      <form method="post" action={`/discord/${guild.id}/move-role`} class="row arrows" data-quiet>
        <input type="hidden" name="role_id" value={role.id} />
        <button
          type="submit"
          name="step"
          value="up"
          class="icon"
          aria-disabled={first}
          aria-label={`Move ${role.name} up`}
        >
          ↑
        </button>
        <button
          type="submit"
          name="step"
          value="down"
          class="icon"
          aria-disabled={last}
          aria-label={`Move ${role.name} down`}
        >
          ↓
        </button>
      </form>
    </li>
  );
}

export function dotStyle(role: Role): string {
  return role.color === 0 ? "" : `--dot:#${role.color.toString(16).padStart(6, "0")}`;
}
