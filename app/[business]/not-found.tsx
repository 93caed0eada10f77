import { Compass } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <EmptyState
      icon={<Compass />}
      title="There is nothing here"
      action={
        <ButtonLink href="/" variant="primary">
          Go to the start
        </ButtonLink>
      }
    >
      It may have been deleted, or it belongs to a business that you are not a member of.
    </EmptyState>
  );
}
