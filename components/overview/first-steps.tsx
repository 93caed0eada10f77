"use client";
import { Check } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";

type Steps = { server: boolean; entitlement: boolean; product: boolean; customer: boolean };

/** The steps to the first customer; the next one is the biggest thing on the screen. */
export function FirstSteps({ slug, steps, shopUrl }: { slug: string; steps: Steps; shopUrl: string | null }) {
  const list = [
    {
      done: steps.server && steps.entitlement,
      title: "Create an entitlement",
      text: "Connect Discord, then pick a server and a role.",
      action: "Connect Discord",
      href: `/${slug}/entitlements?new=1`,
    },
    {
      done: steps.product,
      title: "Attach it to a product",
      text: "Everyone who buys the product gets the role.",
      action: "Choose a product",
      href: `/${slug}/products`,
    },
    {
      done: steps.customer,
      title: "Watch a customer get in",
      text: shopUrl
        ? "Buy it in the sandbox's shop, open the email, join, and see the role."
        : "Make a test purchase. It shows up here.",
      action: shopUrl ? "Open the shop" : "See customers",
      href: shopUrl ?? `/${slug}/customers`,
    },
  ];
  const next = list.findIndex(({ done }) => !done);
  return (
    <ol className="mb-6 divide-y rounded-xl border bg-surface shadow-card">
      {list.map((step, index) => (
        <li key={step.title} className="flex flex-wrap items-center gap-x-4 gap-y-3 p-5">
          <span
            aria-hidden
            className={`grid size-8 shrink-0 place-items-center rounded-full font-semibold ${
              step.done
                ? "bg-delivered-soft text-delivered-ink"
                : index === next
                  ? "bg-accent text-on-accent"
                  : "bg-sunken text-ink-soft"
            }`}
          >
            {step.done ? <Check className="size-4" /> : index + 1}
          </span>
          <div className="min-w-0 flex-1">
            <p className="font-semibold">
              {step.title}
              {step.done && <span className="sr-only"> (done)</span>}
            </p>
            <p className="text-ink-soft">{step.text}</p>
          </div>
          {index === next && (
            <StepLink href={step.href} outside={step.href === shopUrl}>
              {step.action}
            </StepLink>
          )}
        </li>
      ))}
    </ol>
  );
}

function StepLink({ href, outside, children }: { href: string; outside: boolean; children: string }) {
  const look = buttonClass({ variant: "primary", size: "lg" }, "max-sm:w-full");
  if (!outside)
    return (
      <Link href={href} className={look}>
        {children}
      </Link>
    );
  return (
    <a href={href} target="_blank" rel="noreferrer" className={look}>
      {children}
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
