import Link from "next/link";
import { emailNames } from "@/components/email/email-names";
import type { EventView } from "@/lib/grants/event-view";

/** What happened; an email by its name, which opens it as it was sent. */
export function EventWords({ slug, event }: { slug: string; event: EventView }) {
  const { what, mail } = event;
  if (!mail) return <>{what}</>;
  const name = `“${emailNames[mail.template]}”`;
  return (
    <span className="[overflow-wrap:anywhere]">
      {what}:{" "}
      {mail.id ? (
        <Link
          href={`/${slug}/emails/${mail.id}`}
          className="text-accent-ink underline underline-offset-2 hover:no-underline"
        >
          {name}
        </Link>
      ) : (
        name
      )}
      {mail.to && ` to ${mail.to}`}
    </span>
  );
}
