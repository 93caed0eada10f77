import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, bought, given, Note, Paragraph, Title } from "./parts";

export const accessReady: Mail<"access-ready"> = {
  subject: (props, { brand }) => `${brand.name}: you now have ${given(props)}`,
  preview: () => "Nothing to do: your Discord account is already connected.",
  Body: ({ occasion: { brand, portalUrl, serverUrl }, ...props }) => (
    <>
      <Title>Your access is ready</Title>
      <Paragraph>
        Thank you for getting {bought(props, brand)}. Your Discord account is already connected, so{" "}
        {given(props)} is yours without another step.
      </Paragraph>
      <Action brand={brand} link={serverUrl(props.guildId)}>
        Open Discord
      </Action>
      <Rule />
      <Note>Don't see it in Discord? Sign in with this address at {portalUrl} to find out why.</Note>
    </>
  ),
  why: (props, { brand, to }) =>
    `You're getting this email because ${to} was used to get ${bought(props, brand)}.`,
};
