import { Ticket } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";

export function NoPurchases({ email }: { email: string }) {
  return (
    <EmptyState icon={<Ticket />} title="Nothing here yet">
      We couldn't find any purchases with Discord access for {email}. Did you pay with a different address?
      Sign out, then sign in with that one.
    </EmptyState>
  );
}
