import { StaffDocument } from "@/components/shell/staff-document";
import { EntryPage } from "@/components/sign-in/entry-page";
import { buttonClass } from "@/components/ui/button";

export default function NotFound() {
  return (
    <StaffDocument>
      <EntryPage title="Page not found">
        <p className="text-center text-ink-soft">
          The address is wrong, or it belongs to a business you're not a member of.
        </p>
        <a href="/" className={buttonClass({ variant: "primary", size: "lg" })}>
          Go to the home page
        </a>
      </EntryPage>
    </StaffDocument>
  );
}
