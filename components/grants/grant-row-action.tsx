"use client";
import { Mail, RotateCw, Wrench } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { useAction } from "@/components/ui/use-action";
import type { GrantView } from "@/lib/grants/grant-view";
import { actOnGrant } from "./actions";

/** What helps this grant on: the steps to fix the cause, another try, or the link once more. */
export function GrantRowAction({ slug, grant }: { slug: string; grant: GrantView }) {
  const act = useAction((action: "retry" | "resend") => actOnGrant(slug, grant.id, action));
  if (act.done || act.refusal)
    return (
      <p role="status" className="inline-flex min-h-8 items-center text-ink-soft text-sm">
        {act.refusal?.message ?? (act.value === "retry" ? "Trying again" : "Email on its way")}
      </p>
    );
  if (grant.can.retry && grant.waiting?.who === "merchant")
    return (
      <ButtonLink size="sm" href={`/${slug}/attention`}>
        <Wrench aria-hidden /> How to fix
      </ButtonLink>
    );
  if (grant.can.retry)
    return (
      <Button
        size="sm"
        icon={<RotateCw aria-hidden />}
        pending={act.pending}
        aria-label={`Retry ${grant.customer.name}`}
        onClick={() => act.run("retry")}
      >
        Retry
      </Button>
    );
  if (grant.can.resend)
    return (
      <Button
        size="sm"
        icon={<Mail aria-hidden />}
        pending={act.pending}
        aria-label={`Resend link to ${grant.customer.name}`}
        onClick={() => act.run("resend")}
      >
        Resend link
      </Button>
    );
  return null;
}
