import { EntryPage } from "@/components/sign-in/entry-page";
import { ButtonLink } from "@/components/ui/button";

export default function NotFound() {
  return (
    <EntryPage title="There is nothing here">
      <p className="text-center text-ink-soft">
        The address is wrong, or it belongs to a business that you are not a member of.
      </p>
      <ButtonLink href="/" variant="primary" size="lg">
        Go to the start
      </ButtonLink>
    </EntryPage>
  );
}
