"use client";
import { useQueryClient } from "@tanstack/react-query";
import { ExternalLink, Gift, UserMinus } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ActionStatus } from "@/components/ui/action-status";
import { Button, buttonClass } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { CopyButton } from "@/components/ui/copy-button";
import { useAction } from "@/components/ui/use-action";
import type { FirstSteps } from "@/lib/overview/first-steps";
import { giveToMyself, noteLinkShared, removeMyAccess } from "./actions";

type Props = { slug: string; steps: FirstSteps };

export function CreateStep({ slug, steps: { entitlement, mayChange } }: Props) {
  if (entitlement)
    return (
      <Text>
        <Link className="underline underline-offset-2" href={`/${slug}/entitlements/${entitlement.id}`}>
          {entitlement.name}
        </Link>
      </Text>
    );
  return (
    <>
      <Text>Connect Discord, then pick a server and a role.</Text>
      {mayChange && (
        <Buttons>
          <ButtonLink variant="primary" size="lg" href={`/${slug}/entitlements?new=1`}>
            Connect Discord
          </ButtonLink>
        </Buttons>
      )}
    </>
  );
}

export function AttachStep({ slug, steps, attach }: Props & { attach: ReactNode }) {
  const { entitlement, products, mayChange } = steps;
  if (!entitlement || (products.length > 0 && !attach))
    return (
      <Text>
        {products.length > 0
          ? products.map(({ name }) => name).join(", ")
          : "Everyone who buys the product gets the role."}
      </Text>
    );
  return (
    <>
      <Text>Everyone who buys the product gets {entitlement.name}.</Text>
      {attach ? (
        <div className="mt-2">{attach}</div>
      ) : (
        mayChange && (
          <Buttons>
            <ButtonLink variant="primary" href={`/${slug}/entitlements/${entitlement.id}#products`}>
              Choose a product
            </ButtonLink>
          </Buttons>
        )
      )}
    </>
  );
}

export function TestStep({ slug, steps }: Props) {
  const { entitlement, products, test, tested, mayChange } = steps;
  if (!entitlement || (products.length === 0 && test.state === "none"))
    return <Text>Buy it with your own address and Discord account, and see what customers see.</Text>;
  if (test.state === "waiting") return <Waiting slug={slug} steps={steps} />;
  if (test.state === "in") return <Inside slug={slug} steps={steps} entitlementId={entitlement.id} />;
  if (tested)
    return (
      <Text>{test.state === "ended" ? "It worked. Your test access is removed." : "Somebody got in."}</Text>
    );
  return (
    <>
      <Text>
        Buy it as a customer does, with{" "}
        <b className="font-medium text-ink [overflow-wrap:anywhere]">{test.email}</b> and your own Discord
        account. You can remove it afterwards.
      </Text>
      {mayChange && <Try slug={slug} steps={steps} entitlementId={entitlement.id} />}
    </>
  );
}

function Try({ slug, steps, entitlementId }: Props & { entitlementId: string }) {
  const give = useSteps(giveToMyself);
  const link = steps.products.find(({ buyUrl }) => buyUrl)?.buyUrl;
  return (
    <Buttons>
      {link && (
        <NewTab href={link} variant="primary">
          Buy it as a test
        </NewTab>
      )}
      <Button
        variant={link ? "secondary" : "primary"}
        icon={<Gift aria-hidden />}
        pending={give.pending}
        onClick={() => give.run(slug, entitlementId)}
      >
        Give it to yourself without paying
      </Button>
      <ActionStatus of={give} />
    </Buttons>
  );
}

function Waiting({ slug, steps: { test, inboxUrl } }: Props) {
  return (
    <>
      <Text>
        “Join the Discord” is on its way to{" "}
        <b className="font-medium text-ink [overflow-wrap:anywhere]">{test.email}</b>. Open it and connect
        your Discord account.
      </Text>
      <Buttons>
        {inboxUrl && (
          <NewTab href={inboxUrl} variant="primary">
            Open the inbox
          </NewTab>
        )}
        {test.grantId && <ButtonLink href={`/${slug}/grants/${test.grantId}`}>Watch it arrive</ButtonLink>}
      </Buttons>
    </>
  );
}

function Inside({ slug, steps: { test, mayChange }, entitlementId }: Props & { entitlementId: string }) {
  const remove = useSteps(removeMyAccess);
  return (
    <>
      <Text>
        You're in. Remove your test access once you've looked around; a paid test is refunded at the provider.
      </Text>
      <Buttons>
        {mayChange && (
          <Button
            icon={<UserMinus aria-hidden />}
            pending={remove.pending}
            onClick={() => remove.run(slug, entitlementId)}
          >
            Remove my test access
          </Button>
        )}
        {test.grantId && (
          <ButtonLink variant="ghost" href={`/${slug}/grants/${test.grantId}`}>
            See what happened
          </ButtonLink>
        )}
        <ActionStatus of={remove} />
      </Buttons>
    </>
  );
}

export function ShareStep({ slug, steps: { products, shared, tested, mayChange } }: Props) {
  const note = useSteps(noteLinkShared);
  if (products.length === 0) return <Text>Put it on your site, in your bio, or in a message.</Text>;
  const sold = products.filter(({ buyUrl }) => buyUrl);
  if (sold.length === 0)
    return (
      <>
        <Text>
          No payment provider sells {products[0]?.name}, so it has no buy link. Give access by hand or by the
          API.
        </Text>
        {!shared && mayChange && (
          <Buttons>
            <Button pending={note.pending} onClick={() => note.run(slug, products[0]?.id ?? "")}>
              Understood
            </Button>
          </Buttons>
        )}
      </>
    );
  return (
    <>
      <Text>Put it on your site, in your bio, or in a message.</Text>
      <ul className="mt-2 grid gap-2">
        {sold.map(({ id, name, buyUrl }) => (
          <li key={id} className="flex flex-wrap items-center gap-2">
            <CopyButton
              value={buyUrl ?? ""}
              size="md"
              variant={tested && !shared ? "primary" : "secondary"}
              {...(mayChange && !shared && { onCopied: () => void note.run(slug, id) })}
            >
              Copy buy link of {name}
            </CopyButton>
          </li>
        ))}
      </ul>
    </>
  );
}

/** An action after which the checklist is read again at once. */
function useSteps(action: (slug: string, id: string) => ReturnType<typeof giveToMyself>) {
  const client = useQueryClient();
  return useAction(action, () => void client.invalidateQueries());
}

function Text({ children }: { children: ReactNode }) {
  return <p className="text-ink-soft">{children}</p>;
}

function Buttons({ children }: { children: ReactNode }) {
  return <div className="mt-2 flex flex-wrap items-center gap-2">{children}</div>;
}

function NewTab({ href, variant, children }: { href: string; variant: "primary"; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={buttonClass({ variant })}>
      <ExternalLink aria-hidden />
      {children}
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
