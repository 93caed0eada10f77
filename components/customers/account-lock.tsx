"use client";
import { useTransition } from "react";
import { Switch } from "@/components/ui/switch";
import { toast } from "@/components/ui/toaster";
import { lockAccount } from "./actions";

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
  const [pending, startTransition] = useTransition();
  return (
    <div className="mt-4 flex items-center justify-between gap-4 border-t pt-4">
      <div>
        <p className="font-medium">Lock the account</p>
        <p className="text-ink-soft text-sm">They cannot move to another Discord account by themselves.</p>
      </div>
      <Switch
        aria-label="Lock the account"
        checked={pending ? !locked : locked}
        disabled={!mayChange || pending}
        onCheckedChange={(next) =>
          startTransition(async () => {
            const answer = await lockAccount(slug, id, next);
            if (!answer.ok) toast.error(answer.message);
          })
        }
      />
    </div>
  );
}
