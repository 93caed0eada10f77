import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title, whenUtc } from "./parts";

/** To the merchant: an endpoint does not take deliveries. */
export const webhookFailing: Mail<"webhook-failing"> = {
  subject: (_, { brand }) => `${brand.name}: a webhook endpoint is failing`,
  preview: (props) => `${props.endpointUrl} has not answered well since ${whenUtc(props.failingSince)}.`,
  Body: ({ occasion: { brand }, ...props }) => (
    <>
      <Title>A webhook endpoint is failing</Title>
      <Paragraph>
        <strong>{props.endpointUrl}</strong> has not taken a delivery since {whenUtc(props.failingSince)}. The
        last answer: {props.lastFailure}.
      </Paragraph>
      {props.pausesAt && (
        <Paragraph>If it goes on like this, the endpoint is paused on {whenUtc(props.pausesAt)}.</Paragraph>
      )}
      <Action brand={brand} link={props.link}>
        See the deliveries
      </Action>
      <Rule />
      <Note>Deliveries are tried again for about three days, and you can replay every one of them.</Note>
    </>
  ),
  why: (_, { brand, to }) => `You get this mail because ${to} manages ${brand.name} on Gatehouse.`,
};

export const webhookPaused: Mail<"webhook-paused"> = {
  subject: (_, { brand }) => `${brand.name}: a webhook endpoint was paused`,
  preview: (props) => `${props.endpointUrl} gets no deliveries until you resume it.`,
  Body: ({ occasion: { brand }, ...props }) => (
    <>
      <Title>A webhook endpoint was paused</Title>
      <Paragraph>
        <strong>{props.endpointUrl}</strong> has failed since {whenUtc(props.failingSince)}. The last answer:{" "}
        {props.lastFailure}. It gets no deliveries until you resume it.
      </Paragraph>
      <Action brand={brand} link={props.link}>
        Fix and resume
      </Action>
      <Rule />
      <Note>After resuming you can replay everything that failed since a time of your choice.</Note>
    </>
  ),
  why: (_, { brand, to }) => `You get this mail because ${to} manages ${brand.name} on Gatehouse.`,
};
