import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, bought, given, Note, Paragraph, Title } from "./parts";

export const accessReady: Mail<"access-ready"> = {
  subject: (props, { brand }) =>
    `${brand.name}: you now have ${props.roleName ?? props.serverName} on Discord`,
  preview: () => "Nothing to do: your Discord account is connected already.",
  Body: ({ occasion: { brand, portalUrl }, ...props }) => (
    <>
      <Title>Nothing to do</Title>
      <Paragraph>
        Thank you for getting {bought(props, brand)}. Your Discord account is connected already, so you get{" "}
        {given(props)} without another step.
      </Paragraph>
      <Action brand={brand} link={`https://discord.com/channels/${props.guildId}`}>
        Open Discord
      </Action>
      <Rule />
      <Note>
        You do not see it in Discord? Sign in with this address at {portalUrl} to see what is going on.
      </Note>
    </>
  ),
  why: (props, { brand, to }) => `You get this mail because ${to} was used to get ${bought(props, brand)}.`,
};
