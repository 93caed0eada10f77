import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

const may = {
  owner: "As an owner you can change everything, the team included.",
  admin: "As an admin you can change everything but the team's owners.",
  viewer: "As a viewer you can see everything and change nothing.",
} as const;

export const invite: Mail<"invite"> = {
  subject: (_, { brand }) => `Join ${brand.name} on Gatehouse`,
  preview: (props) => `${props.invitedBy} invited you.`,
  Body: ({ occasion: { brand, to }, ...props }) => (
    <>
      <Title>You are invited to {brand.name}</Title>
      <Paragraph>
        {props.invitedBy} invited you to manage Discord access for {brand.name}. {may[props.role]}
      </Paragraph>
      <Action brand={brand} link={props.link}>
        Accept the invitation
      </Action>
      <Rule />
      <Note>Sign in with {to}: the invitation is for this address only.</Note>
    </>
  ),
  why: (props, { to }) => `You get this mail because ${props.invitedBy} entered ${to}.`,
};
