/** @jsxImportSource hono/jsx */

import { readFileSync } from "node:fs";
import { Hono } from "hono";
import type { Child } from "hono/jsx";
import { streamSSE } from "hono/streaming";
import { avatarLook } from "../lib/avatar-look";
import type { World } from "./state";

type PageProps = {
  world: World;
  title: string;
  /** The section that this page belongs to, e.g. `/inbox`. */
  section?: string;
  /** Centred and without navigation, for pages that stand in for another site (consent, checkout). */
  alone?: boolean;
  children?: Child;
};

const sections = [
  { href: "/discord", name: "Servers", discord: true },
  { href: "/inbox", name: "Inbox" },
  { href: "/shop", name: "Shop" },
  { href: "/hooks", name: "Hooks" },
];

/**
 * The layout of every sandbox page. An element with `data-live` and an `id` is refreshed in place when the
 * sandbox changes; a form with `data-quiet` is sent without leaving the page. Pages work without scripts too.
 */
export function Page({ world, title, section, alone, children }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {/* With no-referrer, browsers send forms with `Origin: null`. */}
        <meta name="referrer" content="same-origin" />
        <title>{`${title} · Sandbox`}</title>
        <link rel="icon" href="/sandbox.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/sandbox.css" />
        <script src="/sandbox.js" defer />
      </head>
      <body class={alone ? "alone" : ""}>
        <aside class="strip" aria-label="What this is">
          <strong>Sandbox</strong>{" "}
          <span>
            {world.hasDiscord
              ? "Nothing here is real: no Discord, no payments, and no mail leaves this machine."
              : "Your Discord is real. Payments here are not, and no mail leaves this machine."}
          </span>
        </aside>
        {!alone && (
          <header class="top">
            <a class="home" href="/">
              <img src="/sandbox.svg" alt="" width="24" height="24" />
              Sandbox
            </a>
            <nav aria-label="Sandbox">
              {sections
                .filter(({ discord }) => !discord || world.hasDiscord)
                .map(({ href, name }) => (
                  <a key={href} href={href} aria-current={section === href ? "page" : undefined}>
                    {name}
                  </a>
                ))}
              <a class="away" href={world.appUrl}>
                Dashboard
              </a>
            </nav>
          </header>
        )}
        <main>{children}</main>
        <p id="notice" role="status" class="notice" />
      </body>
    </html>
  );
}

/** A page as a complete HTML document. */
export function wholePage(page: Child): string {
  return `<!doctype html>${page}`;
}

export function problemPage(world: World, sentence: string): string {
  return wholePage(
    <Page world={world} title="Error">
      <section class="card narrow">
        <h1>That didn't work</h1>
        <p data-problem>{sentence}</p>
        <p>
          <a class="button" href="/">
            Back to the sandbox
          </a>
        </p>
      </section>
    </Page>,
  );
}

/** A person's or server's picture: initials on a colour of their own. */
export function Avatar({ name, size = 32, square }: { name: string; size?: number; square?: boolean }) {
  const { initials, background } = avatarLook(name);
  const style = `background:${background};width:${size}px;height:${size}px;font-size:${Math.round(size * 0.42)}px`;
  return (
    <span class={square ? "avatar square" : "avatar"} style={style} aria-hidden="true">
      {initials}
    </span>
  );
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#b45309"/><path d="M6 15.5h12M7.5 15.5 10 8h4l2.5 7.5M9 18.5h6" stroke="#fff" stroke-width="2" fill="none" stroke-linecap="round" stroke-linejoin="round"/></svg>';

/** The stylesheet, the script, the icon, and the stream that notifies pages of changes. */
export function pageAssets(world: World): Hono {
  const assets = new Hono();
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
  const css = read("./page.css") + read("./areas.css");
  const script = read("./page.client.js");
  assets.get("/sandbox.css", (c) => c.body(css, 200, { "content-type": "text/css; charset=utf-8" }));
  assets.get("/sandbox.js", (c) => c.body(script, 200, { "content-type": "text/javascript; charset=utf-8" }));
  assets.get("/sandbox.svg", (c) => c.body(icon, 200, { "content-type": "image/svg+xml" }));
  assets.get("/live", (c) =>
    streamSSE(c, async (stream) => {
      let changed = false;
      let wake = () => {};
      const stop = world.watch(() => {
        changed = true;
        wake();
      });
      stream.onAbort(() => {
        stop();
        wake();
      });
      await stream.writeSSE({ event: "hello", data: "" });
      while (!stream.aborted) {
        if (!changed) {
          await new Promise<void>((resolve) => {
            wake = resolve;
            setTimeout(resolve, 25_000).unref();
          });
        }
        if (stream.aborted) return;
        await stream.writeSSE({ event: changed ? "changed" : "idle", data: "" });
        changed = false;
        // One refresh for a burst of changes is enough.
        await stream.sleep(250);
      }
    }),
  );
  return assets;
}
