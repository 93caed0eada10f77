import type { FieldRow } from "@/lib/api/reference";
import { Badge } from "./badge";

/** The fields of a query, body or response, each with its type and purpose. */
export function FieldTable({
  title,
  rows,
  required = true,
}: {
  title: string;
  rows: FieldRow[];
  required?: boolean;
}) {
  if (rows.length === 0) return null;
  return (
    <div className="grid gap-2">
      <h4 className="font-medium text-sm">{title}</h4>
      <ul className="divide-y rounded-lg border">
        {rows.map((row) => (
          <li key={row.name} className="grid gap-0.5 px-3.5 py-2.5">
            <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
              <code className="break-all font-medium font-mono text-sm">{row.name}</code>
              <span className="break-all font-mono text-ink-soft text-xs">{row.type}</span>
              {required && row.required && <Badge>required</Badge>}
            </p>
            {row.description && <p className="text-ink-soft text-sm">{row.description}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
}
