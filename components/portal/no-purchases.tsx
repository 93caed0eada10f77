import { Ticket } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import type { Texts } from "@/lib/languages/texts";

export function NoPurchases({ texts: { t }, email }: { texts: Texts; email: string }) {
  return (
    <EmptyState icon={<Ticket />} title={t("portal.emptyTitle")}>
      {t("portal.empty", { email })}
    </EmptyState>
  );
}
