import type { SecondStepChange } from "./email-props";
import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

/** To a member, so that a change somebody else made doesn't stay unnoticed. */
export const secondStepChanged: Mail<"second-step-changed"> = {
  subject: (props) => `${titles[props.kind]} on your Gatehouse account`,
  preview: (props) => meaningOf(props),
  Body: ({ occasion: { brand, texts }, ...props }) => (
    <>
      <Title>{titles[props.kind]}</Title>
      <Paragraph>{meaningOf(props)}</Paragraph>
      <Action brand={brand} texts={texts} link={props.link}>
        Open your account
      </Action>
      <Rule />
      <Note>
        Wasn't this you? Open your account, remove passkeys you don't know, sign out everywhere, and tell an
        owner of your business.
      </Note>
    </>
  ),
  why: (_, { to }) => `You're getting this email because ${to} signs in to Gatehouse.`,
};

const titles: Record<SecondStepChange["kind"], string> = {
  passkey_added: "New passkey",
  passkey_removed: "Passkey removed",
  recovery_codes_made: "New recovery codes",
  recovery_code_used: "Recovery code used",
  passkeys_reset: "Passkeys reset",
};

function meaningOf(change: SecondStepChange): string {
  switch (change.kind) {
    case "passkey_added":
      return `“${change.passkey}” can now confirm that it's you when you sign in.`;
    case "passkey_removed":
      return `“${change.passkey}” can no longer confirm that it's you.`;
    case "recovery_codes_made":
      return "Ten new recovery codes were made. Earlier ones no longer work.";
    case "recovery_code_used":
      return `A recovery code was used in place of a passkey. Codes left: ${change.left}.`;
    case "passkeys_reset":
      return "Whoever runs this installation removed your passkeys and recovery codes, and signed you out everywhere. Sign in with a mailed link, then add a new passkey.";
  }
}
