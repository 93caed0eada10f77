import { EntryPage } from "@/components/sign-in/entry-page";
import { ButtonLink } from "@/components/ui/button";

export default function NotFound() {
  return (
    <EntryPage title="Page not found">
      <p className="text-center text-ink-soft">
        The address is wrong, or it belongs to a business you're not a member of.
      </p>
      <ButtonLink href="/" variant="primary" size="lg">
        Go to the home page
      </ButtonLink>
    </EntryPage>
  );
}
