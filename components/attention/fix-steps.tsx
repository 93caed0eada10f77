/** What to do, step by step. */
export function FixSteps({ steps }: { steps: string[] }) {
  return (
    <ol className="grid gap-1.5">
      {steps.map((step, index) => (
        <li key={step} className="flex gap-2.5">
          <span
            aria-hidden
            className="tabular grid size-5.5 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent-ink text-xs"
          >
            {index + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  );
}
