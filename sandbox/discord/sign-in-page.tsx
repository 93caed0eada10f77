/** @jsxImportSource hono/jsx */
import { Avatar, Page } from "../page";
import type { Discord } from "./discord";

const SHOWN = 40;

/** "Sign in as": nobody has a password here. */
export function SignInPage({ discord, back }: { discord: Discord; back: string }) {
  const people = [...discord.users.values()].filter((person) => !person.bot && !person.deleted);
  return (
    <Page world={discord.world} title="Sign in" alone>
      <section class="card narrow">
        <h1>Sign in as</h1>
        <p class="quiet">On the real Discord you'd enter your password. Here you just pick a person.</p>
        <form method="post" action="/oauth2/session" class="people">
          <input type="hidden" name="back" value={back} />
          {people.slice(0, SHOWN).map((person) => (
            <button key={person.id} name="user_id" value={person.id} type="submit">
              <Avatar name={person.displayName ?? person.username} size={32} />
              <span class="cut">
                {person.displayName ?? person.username} <span class="quiet">{person.username}</span>
              </span>
            </button>
          ))}
        </form>
        <form method="post" action="/oauth2/session" class="row">
          <input type="hidden" name="back" value={back} />
          <input
            name="username"
            aria-label="New username"
            placeholder="someone_new"
            pattern="[a-z0-9_.]{2,32}"
            title="2 to 32 of a–z, 0–9, full stop and underscore"
            required
          />
          <button type="submit">Sign up</button>
        </form>
      </section>
    </Page>
  );
}
