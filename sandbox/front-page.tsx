/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { Page, wholePage } from "./page";
import type { World } from "./state";

const doors = [
  [
    "/discord",
    "Servers",
    "Discord servers with their members and roles. Drag the bot's role, let people join and leave.",
  ],
  ["/inbox", "Inbox", "Every mail that was sent, as the customer sees it."],
  ["/shop", "Shop", "Buy something as any customer; pause, cancel, refund."],
  ["/hooks", "Hooks", "What a merchant's own endpoint received, signature checked."],
] as const;

/** `/`: the doors to everything. */
export function frontPage(world: World): Hono {
  const front = new Hono();
  front.get("/", (c) =>
    c.html(
      wholePage(
        <Page world={world} title="Start">
          <div class="stack wide">
            <div class="stack tight">
              <h1>The world around the product, in one place</h1>
              <p class="quiet">
                These pages stand in for Discord, the mail provider and the payment provider, so that you can
                play the whole story from sale to role and back.
              </p>
            </div>
            <div class="cards">
              {doors.map(([href, name, words]) => (
                <a key={href} class="card" href={href}>
                  <h2>{name}</h2>
                  <p class="quiet">{words}</p>
                </a>
              ))}
              <a class="card" href={world.appUrl}>
                <h2>Dashboard</h2>
                <p class="quiet">The product itself: entitlements, grants, and what the merchant sees.</p>
              </a>
            </div>
          </div>
        </Page>,
      ),
    ),
  );
  return front;
}
