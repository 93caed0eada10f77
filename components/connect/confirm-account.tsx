import { SubmitButton } from "@/components/ui/submit-button";
import { AccountLine, type DiscordPerson } from "./account-line";
import { CustomerPage, Lead } from "./customer-page";

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
      footer={<p>Not you? Close this page; nothing changes.</p>}
    >
      <Lead>
        You began in another browser or app. Connect this Discord account to the purchase of{" "}
        <strong className="text-ink">{maskedEmail}</strong>?
      </Lead>
      <div className="rounded-lg bg-sunken p-3">
        <AccountLine person={person} label="Discord account" />
      </div>
      <form action={confirm} className="grid">
        <input type="hidden" name="key" value={keyText} />
        <SubmitButton size="lg">Yes, connect {person.name}</SubmitButton>
      </form>
      <p className="text-center text-ink-soft text-sm">
        Somebody sent you here, and you bought nothing? Then do not connect: what they bought would go to your
        account, and they would learn its name.
      </p>
    </CustomerPage>
  );
}
