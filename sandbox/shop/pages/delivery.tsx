/** @jsxImportSource hono/jsx */
import { Moment } from "../../moment";
import type { Delivery } from "../deliver";

/** The attempts of one delivery; an endpoint that was removed has no URL any more. */
export function Attempts({ url, delivery }: { url: string | undefined; delivery: Delivery }) {
  return (
    <div class="stack tight" data-key={delivery.endpoint_id}>
      <p class="small break">{`To ${url ?? "an endpoint that was removed"}`}</p>
      <ol class="small">
        {delivery.attempts.map((attempt) => (
          <li key={attempt.at}>
            <Moment at={attempt.at} />
            {` ${attempt.status ?? attempt.error} in ${attempt.ms} ms${attempt.by_hand ? ", by hand" : ""} `}
            {attempt.answer && <code class="break">{attempt.answer.slice(0, 160)}</code>}
          </li>
        ))}
      </ol>
      {delivery.state === "waiting" && delivery.next_attempt_at && (
        <p class="quiet small">
          {"Next attempt "}
          <Moment at={delivery.next_attempt_at} />
        </p>
      )}
    </div>
  );
}

export function describeDelivery({ state, attempts }: Delivery): string {
  const last = attempts.at(-1);
  const tried = attempts.length;
  if (state === "held") return "held back";
  if (state === "delivered") return tried > 1 ? `delivered, attempt ${tried}` : "delivered";
  if (!last) return state === "waiting" ? "sending" : "not sent";
  const why = last.status ?? "no answer";
  return state === "waiting" ? `${why}, will retry` : `failed after ${tried}: ${why}`;
}
