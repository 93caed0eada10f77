"use client";
import { ErrorLine } from "@/components/ui/error-line";
import { Switch } from "@/components/ui/switch";
import { useAction } from "@/components/ui/use-action";
import { updateAccountLock } from "./actions";

export function AccountLock({
  slug,
  id,
  locked,
  mayChange,
}: {
  slug: string;
  id: string;
  locked: boolean;
  mayChange: boolean;
}) {
  const lock = useAction(updateAccountLock);
  return (
    <div className="mt-4 flex items-center justify-between gap-4 border-t pt-4">
      <div>
        <p className="font-medium">Lock the account</p>
        <p className="text-ink-soft text-sm">The customer can't switch to another Discord account.</p>
      </div>
      <Switch
        aria-label="Lock the account"
        checked={lock.pending ? !locked : locked}
        disabled={!mayChange || lock.pending}
        onCheckedChange={(next) => lock.run(slug, id, next)}
      />
      <ErrorLine>{lock.refusal?.message}</ErrorLine>
    </div>
  );
}
