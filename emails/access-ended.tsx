import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, bought, given, Note, Paragraph, Title } from "./parts";

/** The revocation reasons in the customer's words, and whether the access can come back by itself. */
const reasons: Record<string, { words: string; back?: string }> = {
  subscription_cancelled: { words: "your subscription was cancelled" },
  subscription_expired: { words: "your subscription has ended" },
  subscription_paused: {
    words: "your subscription is paused",
    back: "When the subscription goes on, the access comes back by itself.",
  },
  subscription_on_hold: {
    words: "a payment for your subscription did not go through",
    back: "When the payment goes through, the access comes back by itself.",
  },
  plan_changed: { words: "your new plan does not include it" },
  refund: { words: "the payment was refunded" },
  dispute_lost: { words: "the payment was disputed and returned" },
  expired: { words: "its end date was reached" },
  entitlement_ended: { words: "it is not offered any more" },
  manual: { words: "it was ended by the people who run it" },
};

export const accessEnded: Mail<"access-ended"> = {
  subject: (_, { brand }) => `Your ${brand.name} Discord access has ended`,
  preview: (props) => `It ended because ${reasonWords(props.reason)}.`,
  Body: ({ occasion: { brand, portalUrl }, ...props }) => (
    <>
      <Title>Your access has ended</Title>
      <Paragraph>
        You no longer have {given(props)} through {bought(props, brand)}, because {reasonWords(props.reason)}.
      </Paragraph>
      <Paragraph>
        {reasons[props.reason]?.back ?? "What you have through other purchases stays as it is."}
      </Paragraph>
      <Action brand={brand} link={portalUrl}>
        See what you have
      </Action>
      <Rule />
      <Note>You think this is a mistake? Write to {brand.name}.</Note>
    </>
  ),
  why: (props, { brand, to }) => `You get this mail because ${to} was used to get ${bought(props, brand)}.`,
};

function reasonWords(reason: string): string {
  return reasons[reason]?.words ?? "the purchase behind it has ended";
}
