"use client";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Confirm } from "@/components/ui/confirm";
import { requirePasskeys } from "./actions";

/** Turns the second step of owners and admins on and off. */
export function PasskeyRequirement({
  slug,
  required,
  without,
}: {
  slug: string;
  required: boolean;
  /** The addresses of owners and admins who have no passkey. */
  without: string[];
}) {
  return (
    <Section
      title="Passkeys"
      action={
        <Confirm
          trigger={<Button size="sm">{required ? "Stop requiring passkeys" : "Require passkeys"}</Button>}
          title={required ? "Stop requiring passkeys?" : "Require passkeys of owners and admins?"}
          confirmLabel={required ? "Stop requiring" : "Require passkeys"}
          danger={required}
          onConfirm={() => requirePasskeys(slug, !required)}
        >
          <p>
            {required
              ? "A mailed link will be enough again for people without a passkey, and sensitive changes won't ask for one."
              : askedBy(without)}
          </p>
        </Confirm>
      }
    >
      <p className="text-ink-soft">
        {required
          ? "Owners and admins need a passkey. They use it again before they change the team, keys, endpoints, payment providers or servers, or something that touches many people."
          : "Owners and admins sign in with a mailed link alone, unless they added a passkey to their account."}
      </p>
    </Section>
  );
}

function askedBy(without: string[]): string {
  const viewers = "Viewers aren't asked.";
  if (without.length === 0) return `All owners and admins have one already. ${viewers}`;
  const shown = without.slice(0, 5).join(", ");
  const more = without.length > 5 ? ` and ${without.length - 5} more` : "";
  return `${shown}${more} must add one before they can go on. ${viewers}`;
}
