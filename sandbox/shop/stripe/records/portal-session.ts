import type { Merchant } from "../merchant";
import type { PortalSession } from "../objects";
import { stripeId } from "../stripe-id";

type Given = Pick<PortalSession, "customer" | "return_url"> & Partial<PortalSession>;

export function newPortalSession({ account, now, world }: Merchant, given: Given): PortalSession {
  const id = stripeId("bps");
  const session: PortalSession = {
    id,
    object: "billing_portal.session",
    configuration: "bpc_sandboxDefault",
    created: now(),
    customer_account: null,
    flow: null,
    livemode: account.livemode,
    locale: null,
    on_behalf_of: null,
    url: `${world.sandboxUrl}/shop/stripe/portal/${id}`,
    ...given,
  };
  account.portalSessions.set(id, session);
  return session;
}
