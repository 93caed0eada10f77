import type { Tx } from "@/db/client";
import { providerNamed } from "@/lib/payments/providers";
import { listTroubledConnections, type TroubledConnection } from "@/lib/purchases/troubled-connections";
import { type EventCause, type EventProblem, listEventCauses } from "@/lib/purchases/troubled-events";

/** A problem that keeps payment events from giving access, in words, with the steps that fix it. */
export type PaymentCause = {
  key: string;
  /** `connection`: events may not reach us at all. */
  problem: EventProblem | "connection";
  title: string;
  steps: string[];
  connection: { id: string; name: string };
  product: { id: string; name: string } | null;
  events: number;
  people: number;
  /** The first few of them: addresses, or the provider's ids. */
  names: string[];
  since: string;
};

/** Connections come first: the events that they miss don't show anywhere else. */
export async function listPaymentCauses(tx: Tx, businessId: string): Promise<PaymentCause[]> {
  const connections = await listTroubledConnections(tx, businessId);
  const causes = await listEventCauses(tx, businessId);
  return [...connections.flatMap(connectionCauses), ...causes.map(eventCause)];
}

function connectionCauses(connection: TroubledConnection): PaymentCause[] {
  const { id, name, error, unheard, since } = connection;
  const shared = {
    problem: "connection" as const,
    connection: { id, name },
    product: null,
    people: 0,
    names: [],
    since: since.toISOString(),
  };
  const causes: PaymentCause[] = [];
  if (error) {
    const [title = "", ...steps] = sentences(error);
    causes.push({
      ...shared,
      key: `${id}:refused`,
      title: `Gatehouse can't check ${name} for missed events: ${title}`,
      steps:
        steps.length > 0 ? steps : ["If it refuses the API key, replace the key under Payment providers"],
      events: 0,
    });
  }
  if (unheard > 0)
    causes.push({
      ...shared,
      key: `${id}:silent`,
      title: `The webhook of ${name} is silent`,
      steps: [
        `${count(unheard, "event")} arrived up to 15 minutes late, because we had to ask for ${unheard === 1 ? "it" : "them"}`,
        `In ${providerNamed(connection.provider).name}, under Webhooks, check that the endpoint exists, is switched on, and has the webhook address and the signing secret shown under Payment providers`,
      ],
      events: unheard,
    });
  return causes;
}

function eventCause(cause: EventCause): PaymentCause {
  const { productId, product, events, people, names, since } = cause;
  return {
    ...wordsOf[cause.problem](cause),
    key: cause.cause,
    problem: cause.problem,
    connection: { id: cause.connectionId, name: cause.connection },
    product: productId && product ? { id: productId, name: product } : null,
    events,
    people,
    names,
    since: since.toISOString(),
  };
}

type Words = { title: string; steps: string[] };

const wordsOf: Record<EventProblem, (cause: EventCause) => Words> = {
  parked: ({ reason }) => {
    const [title = "Events were set aside", ...steps] = sentences(reason ?? "");
    return { title, steps: steps.length > 0 ? steps : ["Once the cause is fixed, run them again"] };
  },
  waiting: ({ reason, connection }) => ({
    title: reason
      ? `Events from ${connection} are waiting: ${reason}`
      : `Events from ${connection} are waiting to be applied`,
    steps: [
      "They are retried automatically. If this lasts longer than an hour, tell the operator of this Gatehouse",
    ],
  }),
  unexplained: ({ connection, reason }) => ({
    title: `Payments at ${connection} that name no product`,
    steps: [
      ...sentences(reason?.split("; ").at(-1) ?? ""),
      "If they paid for access: create a grant by hand, on the entitlement's page",
      "If they paid for something else, dismiss them",
    ],
  }),
  product_gives_nothing: ({ product }) => ({
    title: `${product ?? "A product"} was sold and gives nothing`,
    steps: [
      "Attach an entitlement to it. You choose whether those who bought it get access too",
      "If it gives nothing on purpose, say so, and its sales no longer show here",
    ],
  }),
};

function sentences(text: string): string[] {
  return text
    .split(/(?<=\.)\s+/)
    .map((sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1).replace(/\.$/, ""))
    .filter(Boolean);
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? noun : `${noun}s`}`;
}
