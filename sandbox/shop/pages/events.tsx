/** @jsxImportSource hono/jsx */
import { Moment } from "../../moment";
import type { Account, ShopEvent } from "../accounts";
import { eventBody } from "../event-body";
import type { Shop } from "../open-shop";
import { Attempts, describeDelivery } from "./delivery";
import { inAccount, Press, ShopPage, Status } from "./shop-page";

const description =
  "Every event the provider sent, what the merchant's endpoint answered, and ways to make delivery go wrong.";
const shown = 50;

export function EventsPage({ shop, account }: { shop: Shop; account: Account }) {
  const back = inAccount(shop, account, "/shop/events");
  const events = [...account.events.values()].slice(-shown).reverse();
  return (
    <ShopPage shop={shop} account={account} tab="/shop/events" title="Events" description={description}>
      <DeliveryTrouble account={account} back={back} />
      <div id="events" class="stack" data-live>
        {account.endpoints.size === 0 && (
          <p class="note warn">
            No endpoint is registered, so events are not sent anywhere. Connect this provider in the
            dashboard.
          </p>
        )}
        {events.length === 0 ? (
          <p class="card empty">No events yet. They appear when somebody buys.</p>
        ) : (
          <ol class="card flush lines">
            {events.map((event) => (
              <EventLine key={event.id} account={account} event={event} back={back} />
            ))}
          </ol>
        )}
        {account.events.size > shown && (
          <p class="quiet small">{`The newest ${shown} of ${account.events.size} events.`}</p>
        )}
      </div>
    </ShopPage>
  );
}

function DeliveryTrouble({ account, back }: { account: Account; back: string }) {
  const common = { account: account.business_id };
  return (
    <section class="card" aria-labelledby="delivery-trouble">
      <h2 id="delivery-trouble">Delivery trouble</h2>
      <form
        method="post"
        action="/shop/resend"
        class="row wrap delivery-trouble"
        data-quiet
        data-done="Sending again."
      >
        <input type="hidden" name="back" value={back} />
        <input type="hidden" name="account" value={account.business_id} />
        <label>
          Times each
          <input type="number" name="duplicate" value="1" min="1" max="20" />
        </label>
        <label>
          Pause between (ms)
          <input type="number" name="delay_ms" value="0" min="0" max="60000" />
        </label>
        <label class="tick">
          <input type="checkbox" name="shuffle" value="yes" />
          In random order
        </label>
        <button type="submit">Send all events again</button>
      </form>
      <div id="switches" class="row wrap presses" data-live>
        <Press
          to="/shop/set"
          back={back}
          label={account.hold ? "Release held events" : "Hold events back"}
          says={account.hold ? "Held events are being sent." : "New events are held back."}
          fields={{ ...common, hold: account.hold ? "no" : "yes" }}
        />
        <Press
          to="/shop/set"
          back={back}
          label={account.freeze ? "Send the newest state" : "Freeze each event's data"}
          says="Saved."
          fields={{ ...common, freeze: account.freeze ? "no" : "yes" }}
        />
        <span class="quiet small">
          {account.freeze
            ? "Events contain the state at the time of the event."
            : "Events contain the state at the time of delivery."}
        </span>
      </div>
    </section>
  );
}

function EventLine({ account, event, back }: { account: Account; event: ShopEvent; back: string }) {
  return (
    <li data-key={event.id}>
      <div class="row wrap between event">
        <strong class="grow break">{event.type}</strong>
        <span class="quiet small">
          <Moment at={event.timestamp} />
        </span>
        {event.deliveries.length === 0 && <span class="tag">no endpoint</span>}
        {event.deliveries.map((delivery) => (
          <Status key={delivery.endpoint_id} of={delivery.state} words={describeDelivery(delivery)} />
        ))}
        <Press
          to="/shop/resend"
          back={back}
          label="Resend"
          says="Sent again."
          fields={{ event_id: event.id, account: account.business_id }}
        />
      </div>
      <details>
        <summary class="quiet small">{`Attempts and body · ${event.object.id}`}</summary>
        <div class="stack tight inside">
          {event.deliveries.map((delivery) => (
            <Attempts
              key={delivery.endpoint_id}
              url={account.endpoints.get(delivery.endpoint_id)?.url}
              delivery={delivery}
            />
          ))}
          <pre class="wrapped">{JSON.stringify(JSON.parse(eventBody(account, event)), null, 2)}</pre>
        </div>
      </details>
    </li>
  );
}
