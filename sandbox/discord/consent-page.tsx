/** @jsxImportSource hono/jsx */
import { Avatar, Page } from "../page";
import type { AuthorizeRequest } from "./authorize-request";
import type { Discord } from "./discord";
import { mayManage, permissionNames } from "./permissions";
import type { Person } from "./records";

type ConsentProps = { discord: Discord; request: AuthorizeRequest; person: Person; back: string };

/** What each scope lets the application do; `bot` has the server picker instead. */
const scopeDescriptions: Record<string, string> = {
  identify: "Access your username, avatar and banner",
  email: "Access your email address",
  guilds: "Know what servers you're in",
  "guilds.join": "Join servers for you",
  "guilds.members.read": "Read your member info in servers (nickname, roles, and so on)",
  connections: "Access your third-party connections",
  "role_connections.write": "Update your connection and metadata for this application",
  "applications.commands": "Create commands in a server",
};

/** The consent page: the application, who is signed in, what it may do; for a bot also the server and permissions. */
export function ConsentPage({ discord, request, person, back }: ConsentProps) {
  const { application, world } = discord;
  const forBot = request.scopes.includes("bot");
  const manageable = forBot
    ? [...discord.guilds.values()].filter((guild) => mayManage(guild, person.id))
    : [];
  const locked = request.guildLocked && request.guildId;
  const choices = locked ? manageable.filter((guild) => guild.id === request.guildId) : manageable;
  const closed = forBot && !application.botPublic && application.ownerId !== person.id;
  const possible = !forBot || (choices.length > 0 && !closed);
  return (
    <Page world={world} title={`Authorize ${application.name}`} alone>
      <section class="card narrow consent">
        <div class="pair" aria-hidden="true">
          <Avatar name={application.name} size={64} />
          <span class="pair-dots" />
          <Avatar name={person.displayName ?? person.username} size={64} />
        </div>
        <div class="stack tight centre">
          <p class="quiet">An external application</p>
          <h1>{application.name}</h1>
          <p class="quiet">
            {forBot ? "wants to be added to a server" : "wants to access your Discord account"}
          </p>
          <SignedInAs person={person} back={back} />
        </div>
        <form method="post" action={`/oauth2/authorize?${back}`} class="stack">
          {closed && (
            <p class="note bad">This integration is private: only its owner can add it to a server.</p>
          )}
          {forBot && !closed && <ServerPicker choices={choices} request={request} name={person.username} />}
          <Scopes scopes={request.scopes} name={application.name} />
          {forBot && request.permissions !== 0n && <Permissions bits={request.permissions} />}
          <p class="quiet small break">
            You'll be sent to <strong>{new URL(request.redirectUri).origin}</strong>
          </p>
          <div class="row between">
            <button type="submit" name="decision" value="deny" formnovalidate>
              Cancel
            </button>
            <button type="submit" name="decision" value="allow" class="main" disabled={!possible}>
              Authorize
            </button>
          </div>
        </form>
      </section>
    </Page>
  );
}

function SignedInAs({ person, back }: { person: Person; back: string }) {
  return (
    <form method="post" action="/oauth2/session" class="small">
      <input type="hidden" name="back" value={back} />
      Signed in as <strong>{person.username}</strong>{" "}
      <button type="submit" name="user_id" value="" class="link">
        Not you?
      </button>
    </form>
  );
}

function ServerPicker(props: {
  choices: { id: string; name: string }[];
  request: AuthorizeRequest;
  name: string;
}) {
  const { choices, request, name } = props;
  if (choices.length === 0) {
    const where = request.guildLocked ? "the server this link is for" : "any server";
    return (
      <p class="note warn">
        {name} can't manage {where}. Adding a bot requires the Manage Server permission.
      </p>
    );
  }
  const chosen = choices.find((guild) => guild.id === request.guildId)?.id;
  return (
    <label>
      Add to server
      <select name="guild_id" required>
        {!request.guildLocked && !chosen && <option value="">Select a server</option>}
        {choices.map((guild) => (
          <option key={guild.id} value={guild.id} selected={guild.id === chosen}>
            {guild.name}
          </option>
        ))}
      </select>
      <span class="quiet small">This requires you to have Manage Server in that server.</span>
    </label>
  );
}

function Scopes({ scopes, name }: { scopes: string[]; name: string }) {
  return (
    <div class="stack tight">
      <h2 class="quiet small">This allows {name} to</h2>
      <ul class="ticks">
        {scopes
          .flatMap((scope) => scopeDescriptions[scope] ?? [])
          .map((words) => (
            <li key={words}>{words}</li>
          ))}
        {scopes.includes("bot") && <li>Be a bot in the server you pick</li>}
      </ul>
    </div>
  );
}

function Permissions({ bits }: { bits: bigint }) {
  const named = permissionNames.filter(([bit]) => bits & bit);
  const known = named.reduce((sum, [bit]) => sum | bit, 0n);
  const rest = Array.from({ length: 64 }, (_, place) => 1n << BigInt(place)).filter(
    (bit) => bits & bit & ~known,
  );
  const all = [...named, ...rest.map((bit): [bigint, string] => [bit, `Permission ${bit}`])];
  return (
    <fieldset class="stack tight">
      <legend>Permissions in that server</legend>
      {all.map(([bit, name]) => (
        <label key={name} class="tick">
          <input type="checkbox" name="permission" value={bit.toString()} checked />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
