import { isRevocationReason, revocationReasonWords } from "@/lib/revocation-reasons";
import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, bought, given, Note, Paragraph, Title } from "./parts";

export const accessEnded: Mail<"access-ended"> = {
  subject: (_, { brand }) => `Your ${brand.name} Discord access has ended`,
  preview: (props) => `It ended because ${customerWords(props.reason)}.`,
  Body: ({ occasion: { brand, portalUrl }, ...props }) => (
    <>
      <Title>Your access has ended</Title>
      <Paragraph>
        You no longer have {given(props)} through {bought(props, brand)}, because{" "}
        {customerWords(props.reason)}.
      </Paragraph>
      <Paragraph>
        {(isRevocationReason(props.reason) && revocationReasonWords[props.reason].back) ||
          "Access from your other purchases isn't affected."}
      </Paragraph>
      <Action brand={brand} link={portalUrl}>
        See your access
      </Action>
      <Rule />
      <Note>If you think this is a mistake, contact {brand.name}.</Note>
    </>
  ),
  why: (props, { brand, to }) =>
    `You're getting this email because ${to} was used to get ${bought(props, brand)}.`,
};

function customerWords(reason: string): string {
  return isRevocationReason(reason)
    ? revocationReasonWords[reason].customer
    : "the purchase behind it has ended";
}
