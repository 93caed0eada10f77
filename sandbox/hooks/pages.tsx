/** @jsxImportSource hono/jsx */
import { Moment } from "../moment";
import { Page } from "../page";
import type { Catcher, Catchers, Received } from "./catchers";

const shown = 50;

/** What each merchant's endpoint received, newest first. */
export function HooksPage({ catchers, chosen }: { catchers: Catchers; chosen: string | undefined }) {
  const all = [...catchers.all().values()];
  const open = all.find((one) => one.name === chosen) ?? all[0];
  return (
    <Page world={catchers.world} title="Hooks" section="/hooks">
      <div class="stack wide">
        <div class="stack tight">
          <h1>Hooks</h1>
          <p class="quiet">
            A merchant's own webhook endpoint. Add the address below to the product and see what arrives, with
            signatures checked.
          </p>
        </div>
        <div id="hooks" class="stack wide" data-live>
          {all.length > 1 && (
            <nav class="tabs" aria-label="Endpoints">
              {all.map(({ name, count }) => (
                <a
                  key={name}
                  href={`/hooks?name=${encodeURIComponent(name)}`}
                  aria-current={name === open?.name ? "page" : undefined}
                >
                  {`${name} (${count})`}
                </a>
              ))}
            </nav>
          )}
          {open ? <Endpoint catchers={catchers} catcher={open} /> : <Nothing catchers={catchers} />}
        </div>
        <form method="post" action="/hooks/new" class="row wrap finder">
          <label>
            Another endpoint
            <input name="name" placeholder="my-shop" required pattern="[A-Za-z0-9_.\-]{1,64}" />
          </label>
          <button type="submit">Create</button>
        </form>
      </div>
    </Page>
  );
}

function Nothing({ catchers }: { catchers: Catchers }) {
  return (
    <section class="card empty stack">
      <p>Nothing has arrived yet. Add this address as a webhook endpoint in the dashboard:</p>
      <p>
        <code class="break">{`${catchers.world.sandboxUrl}/hooks/catch/merchant`}</code>
      </p>
    </section>
  );
}

function Endpoint({ catchers, catcher }: { catchers: Catchers; catcher: Catcher }) {
  const { name, answer, received } = catcher;
  return (
    <>
      <section class="card" aria-labelledby="endpoint" data-key={name}>
        <h2 id="endpoint" class="break">
          {name}
        </h2>
        <p>
          <code class="break">{`${catchers.world.sandboxUrl}/hooks/catch/${name}`}</code>
        </p>
        <div class="row wrap endpoint">
          <form
            method="post"
            action={`/hooks/${name}/secret`}
            class="row wrap"
            data-quiet
            data-done="Secret saved."
          >
            <label>
              {catcher.secret ? "Secret (known)" : "Secret"}
              <input name="secret" placeholder="whsec_…" required autocomplete="off" />
            </label>
            <button type="submit">Check signatures</button>
          </form>
          <form method="post" action={`/hooks/${name}/answer`} class="row wrap" data-quiet data-done="Saved.">
            <label>
              Answers
              <select name="status" data-go>
                {[200, 204, 400, 410, 429, 500, 503].map((status) => (
                  <option key={status} value={String(status)} selected={status === answer.status}>
                    {String(status)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              After (ms)
              <input type="number" name="delay_ms" value={String(answer.delay_ms)} min="0" max="60000" />
            </label>
            <button type="submit">Set</button>
          </form>
        </div>
      </section>
      {received.length === 0 ? (
        <p class="card empty">Nothing has arrived here yet.</p>
      ) : (
        <ol class="card flush lines">
          {received
            .slice(-shown)
            .reverse()
            .map((one) => (
              <Request key={one.id} received={one} />
            ))}
        </ol>
      )}
      {catcher.count > shown && <p class="quiet small">{`The newest ${shown} of ${catcher.count}.`}</p>}
    </>
  );
}

function Request({ received }: { received: Received }) {
  return (
    <li data-key={received.id}>
      <details>
        <summary>
          <span class="row wrap summary">
            <strong class="grow break">{titleOf(received)}</strong>
            <Signature received={received} />
            <span
              class={received.answered < 300 ? "tag good" : "tag warn"}
            >{`answered ${received.answered}`}</span>
            <span class="quiet small">
              <Moment at={received.at} />
            </span>
          </span>
        </summary>
        <div class="stack tight inside">
          <pre class="wrapped">{pretty(received.body)}</pre>
          <dl class="facts">
            {Object.entries(received.headers).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd class="mono break">{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </details>
    </li>
  );
}

function Signature({ received: { verified, reason } }: { received: Received }) {
  if (verified === null) return <span class="tag">signature not checked</span>;
  if (verified) return <span class="tag good">signature verified</span>;
  return <span class="tag bad">{`signature wrong: ${reason}`}</span>;
}

function titleOf({ method, body }: Received): string {
  try {
    const { type } = JSON.parse(body) as { type?: unknown };
    if (typeof type === "string") return type;
  } catch {
    // Not JSON, so the title is the method.
  }
  return `${method}, ${body.length} characters`;
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
