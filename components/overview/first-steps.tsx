"use client";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import type { FirstSteps as Steps } from "@/lib/overview/first-steps";
import { AttachStep, CreateStep, ShareStep, TestStep } from "./first-step-actions";

type Step = { key: string; done: boolean; title: string; content: ReactNode };

/**
 * From nothing to customers who get in, kept until all of it is done. `attach` stands in the second step where there is
 * room to choose products.
 */
export function FirstSteps({ slug, steps, attach }: { slug: string; steps: Steps; attach?: ReactNode }) {
  const list: Step[] = [
    {
      key: "create",
      done: steps.entitlement !== null,
      title: "Create an entitlement",
      content: <CreateStep slug={slug} steps={steps} />,
    },
    {
      key: "attach",
      done: steps.products.length > 0,
      title: "Attach it to a product",
      content: <AttachStep slug={slug} steps={steps} attach={attach} />,
    },
    {
      key: "test",
      done: steps.tested,
      title: "Go through it yourself",
      content: <TestStep slug={slug} steps={steps} />,
    },
    {
      key: "share",
      done: steps.shared,
      title: "Share the buy link",
      content: <ShareStep slug={slug} steps={steps} />,
    },
  ];
  const next = list.findIndex(({ done }) => !done);
  return (
    <ol aria-label="First steps" className="divide-y rounded-xl border bg-surface shadow-card">
      {list.map(({ key, done, title, content }, index) => (
        <li
          key={key}
          aria-current={index === next ? "step" : undefined}
          className="flex gap-3.5 px-4 py-4 sm:px-5"
        >
          <span
            aria-hidden
            className={cn(
              "tabular grid size-7 shrink-0 place-items-center rounded-full font-semibold text-sm",
              done
                ? "bg-delivered-soft text-delivered-ink"
                : index === next
                  ? "bg-accent text-on-accent"
                  : "bg-sunken text-ink-soft",
            )}
          >
            {done ? <Check className="size-4" /> : index + 1}
          </span>
          <div className="grid min-w-0 flex-1 gap-1 pt-0.5">
            <p className="font-semibold">
              {title}
              {done && <span className="sr-only"> (done)</span>}
            </p>
            {content}
          </div>
        </li>
      ))}
    </ol>
  );
}
