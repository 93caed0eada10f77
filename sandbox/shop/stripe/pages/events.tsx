/** @jsxImportSource hono/jsx */
import { Moment } from "../../../moment";
import { Attempts, describeDelivery } from "../../pages/delivery";
import { Press, Status } from "../../pages/shop-page";
import { snapshot } from "../event-body";
import type { Merchant } from "../merchant";
import type { StripeEvent } from "../objects";
import { StripePage } from "./stripe-page";

const description = "Every event Stripe sent, and what the merchant's endpoints answered.";
const shown = 50;
const back = "/shop/stripe/events";

export function EventsPage({ merchant }: { merchant: Merchant }) {
  const { account } = merchant;
  const events = [...account.events.values()].slice(-shown).reverse();
  return (
    <StripePage merchant={merchant} tab="/shop/stripe/events" title="Events" description={description}>
      <div id="events" class="stack" data-live>
        <div class="row wrap presses">
          <Press
            to="/shop/stripe/hold"
            back={back}
            label={account.hold ? "Release held events" : "Hold events back"}
            says={account.hold ? "Held events are being sent." : "New events are held back."}
            fields={{ hold: account.hold ? "no" : "yes" }}
          />
          <Press to="/shop/stripe/resend" back={back} label="Send all events again" says="Sending again." />
        </div>
        {account.endpoints.size === 0 && (
          <p class="note warn">No endpoint is registered. Connect Stripe in the dashboard.</p>
        )}
        {events.length === 0 ? (
          <p class="card empty">No events yet. They appear when somebody buys.</p>
        ) : (
          <ol class="card flush lines">
            {events.map((event) => (
              <EventLine key={event.id} merchant={merchant} event={event} />
            ))}
          </ol>
        )}
      </div>
    </StripePage>
  );
}

function EventLine({ merchant: { account }, event }: { merchant: Merchant; event: StripeEvent }) {
  return (
    <li data-key={event.id}>
      <div class="row wrap between event">
        <strong class="grow break">{event.type}</strong>
        <span class="quiet small">
          <Moment at={new Date(event.created * 1000).toISOString()} />
        </span>
        {event.deliveries.length === 0 && <span class="tag">no endpoint</span>}
        {event.deliveries.map((delivery) => (
          <Status key={delivery.endpoint_id} of={delivery.state} words={describeDelivery(delivery)} />
        ))}
        <Press
          to="/shop/stripe/resend"
          back={back}
          label="Resend"
          says="Sent again."
          fields={{ event_id: event.id }}
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
          <pre class="wrapped">{JSON.stringify(snapshot(account, event, account.api_version), null, 2)}</pre>
        </div>
      </details>
    </li>
  );
}
