import { roleMeaning } from "@/lib/rights";
import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

export const invite: Mail<"invite"> = {
  subject: (_, { brand }) => `Join ${brand.name} on Gatehouse`,
  preview: (props) => `${props.invitedBy} invited you.`,
  Body: ({ occasion: { brand, to, texts }, ...props }) => (
    <>
      <Title>You're invited to {brand.name}</Title>
      <Paragraph>
        {props.invitedBy} invited you to manage Discord access for {brand.name}. {roleMeaning[props.role]}
      </Paragraph>
      <Action brand={brand} texts={texts} link={props.link}>
        Accept invitation
      </Action>
      <Rule />
      <Note>Sign in with {to}. The invitation only works for this address.</Note>
    </>
  ),
  why: (props, { to }) => `You're getting this email because ${props.invitedBy} invited ${to}.`,
};
