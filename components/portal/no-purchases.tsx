import { Ticket } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";

export function NoPurchases({ email }: { email: string }) {
  return (
    <EmptyState icon={<Ticket />} title="Nothing here yet">
      No purchase with Discord access was made with {email}. Did you pay with another address? Sign out, then
      sign in with that one.
    </EmptyState>
  );
}
