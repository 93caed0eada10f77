/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { Page, wholePage } from "./page";
import type { World } from "./state";

const servers = [
  "/discord",
  "Servers",
  "Discord servers with their members and roles. Move the bot's role, let people join and leave.",
] as const;
const sections = [
  ["/inbox", "Inbox", "Every mail sent, as the customer sees it."],
  ["/shop", "Shop", "Buy something as any customer, then pause, cancel or refund it."],
  ["/hooks", "Hooks", "What a merchant's own webhook endpoint received, with signatures checked."],
] as const;

/** `/`: links to everything. */
export function frontPage(world: World): Hono {
  const front = new Hono();
  front.get("/", (c) =>
    c.html(
      wholePage(
        <Page world={world} title="Start">
          <div class="stack wide">
            <div class="stack tight">
              <h1>Everything around the product, in one place</h1>
              <p class="quiet">
                {world.hasDiscord
                  ? "These pages stand in for Discord, the mail provider and the payment provider"
                  : "These pages stand in for the mail provider and the payment provider beside your real Discord"}
                , so you can try everything from the sale to the role, and what happens when the purchase
                ends.
              </p>
            </div>
            <div class="cards">
              {[...(world.hasDiscord ? [servers] : []), ...sections].map(([href, name, description]) => (
                <a key={href} class="card" href={href}>
                  <h2>{name}</h2>
                  <p class="quiet">{description}</p>
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
