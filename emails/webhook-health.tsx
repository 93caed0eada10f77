import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title, whenUtc } from "./parts";

/** To the merchant: an endpoint isn't accepting deliveries. */
export const webhookFailing: Mail<"webhook-failing"> = {
  subject: (_, { brand }) => `${brand.name}: a webhook endpoint is failing`,
  preview: (props) => `${props.endpointUrl} has been failing since ${whenUtc(props.failingSince)}.`,
  Body: ({ occasion: { brand, texts }, ...props }) => (
    <>
      <Title>A webhook endpoint is failing</Title>
      <Paragraph>
        <strong>{props.endpointUrl}</strong> has been failing since {whenUtc(props.failingSince)}. Last
        response: {props.lastFailure}.
      </Paragraph>
      {props.pausesAt && (
        <Paragraph>If this continues, we'll pause the endpoint on {whenUtc(props.pausesAt)}.</Paragraph>
      )}
      <Action brand={brand} texts={texts} link={props.link}>
        See the deliveries
      </Action>
      <Rule />
      <Note>We retry each delivery for about three days, and you can resend any of them.</Note>
    </>
  ),
  why: (_, { brand, to }) => `You're getting this email because ${to} manages ${brand.name} on Gatehouse.`,
};

export const webhookPaused: Mail<"webhook-paused"> = {
  subject: (_, { brand }) => `${brand.name}: a webhook endpoint was paused`,
  preview: (props) => `${props.endpointUrl} won't get any deliveries until you resume it.`,
  Body: ({ occasion: { brand, texts }, ...props }) => (
    <>
      <Title>A webhook endpoint was paused</Title>
      <Paragraph>
        <strong>{props.endpointUrl}</strong> has been failing since {whenUtc(props.failingSince)}. Last
        response: {props.lastFailure}. It won't get any deliveries until you resume it.
      </Paragraph>
      <Action brand={brand} texts={texts} link={props.link}>
        Fix and resume
      </Action>
      <Rule />
      <Note>After you resume it, you can resend everything that failed since a time you choose.</Note>
    </>
  ),
  why: (_, { brand, to }) => `You're getting this email because ${to} manages ${brand.name} on Gatehouse.`,
};
