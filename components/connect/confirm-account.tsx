import { AccountLine, type DiscordPerson } from "./account-line";
import { CustomerPage, Lead } from "./customer-page";
import { SendButton } from "./send-button";

export function ConfirmAccount(props: {
  keyText: string;
  person: DiscordPerson;
  maskedEmail: string;
  confirm: (form: FormData) => Promise<void>;
}) {
  const { keyText, person, maskedEmail, confirm } = props;
  return (
    <CustomerPage
      merchant={null}
      title="Is this you?"
      footer={<p>Not you? Close this page and nothing changes.</p>}
    >
      <Lead>
        You started in another browser or app. Connect this Discord account to the purchase made by{" "}
        <strong className="text-ink">{maskedEmail}</strong>?
      </Lead>
      <div className="rounded-lg bg-sunken p-3">
        <AccountLine person={person} label="Discord account" />
      </div>
      <form action={confirm} className="grid">
        <input type="hidden" name="key" value={keyText} />
        <SendButton>Yes, connect {person.name}</SendButton>
      </form>
      <p className="text-center text-ink-soft text-sm">
        Did someone else send you here? If you didn't buy anything, don't connect: their purchase would go to
        your account, and they'd see its name.
      </p>
    </CustomerPage>
  );
}
