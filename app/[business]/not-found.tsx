import { Compass } from "lucide-react";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <EmptyState
      icon={<Compass />}
      title="Page not found"
      action={
        <ButtonLink href="/" variant="primary">
          Go to the home page
        </ButtonLink>
      }
    >
      It may have been deleted, or it belongs to a business you're not a member of.
    </EmptyState>
  );
}
