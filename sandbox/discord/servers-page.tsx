/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import type { ApiEnv } from "../api-gate";
import { Avatar, Page, wholePage } from "../page";
import { Refusal } from "../refusal";
import { botUserId, type Discord } from "./discord";
import { runAction } from "./manual-actions";
import { MemberList } from "./member-list";
import type { Guild } from "./records";
import { RoleList } from "./role-list";

/** `/discord`: the servers as their moderators see them, live, with buttons for what people do there. */
export function serverPages(discord: Discord): Hono<ApiEnv> {
  const pages = new Hono<ApiEnv>();
  pages.get("/discord", (c) => {
    const [first] = discord.guilds.keys();
    return c.redirect(`/discord/${first}`);
  });
  // Where Discord's own site has its servers, and where the product's links lead.
  pages.get("/channels/:guild_id", (c) => c.redirect(`/discord/${c.req.param("guild_id")}`));
  pages.get("/discord/:guild_id", (c) => {
    const guild = discord.guilds.get(c.req.param("guild_id"));
    if (!guild) throw new Refusal("This server does not exist.", 404);
    return c.html(wholePage(<ServerPage discord={discord} guild={guild} search={c.req.query("q") ?? ""} />));
  });
  pages.post("/discord/:guild_id/:action", async (c) => {
    const { guild_id, action } = c.req.param();
    const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
    runAction(discord, guild_id, action, form);
    const search = form.q ? `?${new URLSearchParams({ q: form.q })}` : "";
    return c.redirect(`/discord/${guild_id}${search}`, 303);
  });
  return pages;
}

type ServerProps = { discord: Discord; guild: Guild; search: string };

function ServerPage({ discord, guild, search }: ServerProps) {
  return (
    <Page world={discord.world} title={guild.name} section="/discord">
      <div class="server">
        <nav aria-label="Servers" id="servers" data-live class="server-rail">
          {[...discord.guilds.values()].map((each) => (
            <a
              key={each.id}
              data-key={each.id}
              href={`/discord/${each.id}`}
              aria-current={each.id === guild.id ? "page" : undefined}
              title={each.name}
            >
              <Avatar name={each.name} size={36} square />
              <span class="cut">{each.name}</span>
            </a>
          ))}
        </nav>
        <div class="stack">
          <ServerHead discord={discord} guild={guild} />
          <div class="server-columns">
            <RoleList guild={guild} />
            <MemberList discord={discord} guild={guild} search={search} />
          </div>
        </div>
      </div>
    </Page>
  );
}

function ServerHead({ discord, guild }: { discord: Discord; guild: Guild }) {
  const owner = discord.users.get(guild.ownerId);
  const hasBot = guild.members.has(botUserId);
  return (
    <section id="server-head" data-live class="row wrap between">
      <div class="row">
        <Avatar name={guild.name} size={52} square />
        <div>
          <h1>{guild.name}</h1>
          <p class="quiet small">
            {guild.members.size} members · owned by {owner?.username} · <span class="mono">{guild.id}</span>
          </p>
        </div>
      </div>
      <div class="row wrap">
        <span class={hasBot ? "tag good" : "tag"}>{hasBot ? "Bot is here" : "Bot is not here"}</span>
        <form method="post" action={`/discord/${guild.id}/set`} data-quiet>
          <input type="hidden" name="screening" value={String(!guild.screening)} />
          <button type="submit" class="small" aria-pressed={guild.screening}>
            {guild.screening ? "Rules screening: on" : "Rules screening: off"}
          </button>
        </form>
        {hasBot && (
          <form method="post" action={`/discord/${guild.id}/kick-bot`} data-quiet data-done="Bot kicked.">
            <button type="submit" class="small danger">
              Kick the bot
            </button>
          </form>
        )}
      </div>
    </section>
  );
}
