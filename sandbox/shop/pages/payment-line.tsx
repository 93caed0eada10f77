/** @jsxImportSource hono/jsx */
import type DodoPayments from "dodopayments";
import { Moment } from "../../moment";
import type { Account } from "../accounts";
import { money } from "../money";
import { refundable, runningDispute } from "../refunds-and-disputes";
import { Press, Status } from "./shop-page";

type Props = { account: Account; payment: DodoPayments.Payment; back: string };

export function PaymentLine({ account, payment, back }: Props) {
  const succeeded = payment.status === "succeeded";
  return (
    <li class="payment" data-key={payment.payment_id}>
      <div class="row wrap between">
        <span class="grow">
          <strong>{whatFor(account, payment)}</strong>{" "}
          <span class="quiet small">
            <Moment at={payment.created_at} />
          </span>
        </span>
        <span class="number">{money(payment.total_amount, payment.currency)}</span>
        <Status of={payment.status ?? "pending"} />
        {payment.refund_status && (
          <Status of="refunded" words={payment.refund_status === "full" ? "refunded" : "partly refunded"} />
        )}
        {payment.disputes.map((one) => (
          <Status key={one.dispute_id} of={one.dispute_status} />
        ))}
      </div>
      {succeeded && <PaymentButtons account={account} payment={payment} back={back} />}
      <p class="quiet small mono break">{payment.payment_id}</p>
    </li>
  );
}

function PaymentButtons({ account, payment, back }: Props) {
  const to = `/shop/payments/${payment.payment_id}`;
  const left = refundable(payment);
  const dispute = `${to}/dispute`;
  return (
    <div class="row wrap presses">
      {left > 0 && (
        <>
          <Press to={`${to}/refund`} back={back} label="Refund" says="Refunded." kind="danger" />
          <PartRefund payment={payment} back={back} />
        </>
      )}
      {runningDispute(account, payment) ? (
        <>
          <Press
            to={dispute}
            back={back}
            label="Dispute won"
            says="The merchant won."
            fields={{ outcome: "won" }}
          />
          <Press
            to={dispute}
            back={back}
            label="Dispute lost"
            says="The merchant lost."
            kind="danger"
            fields={{ outcome: "lost" }}
          />
        </>
      ) : (
        <Press
          to={dispute}
          back={back}
          label="Open a dispute"
          says="Dispute opened."
          fields={{ outcome: "opened" }}
        />
      )}
    </div>
  );
}

function PartRefund({ payment, back }: Omit<Props, "account">) {
  const to = `/shop/payments/${payment.payment_id}/refund`;
  return (
    <form
      method="post"
      action={to}
      class="row part"
      data-quiet
      data-done="Partly refunded."
      data-key={`${to} part`}
    >
      <input type="hidden" name="back" value={back} />
      <input
        name="amount"
        inputmode="decimal"
        required
        placeholder={`of ${money(refundable(payment), payment.currency)}`}
        aria-label="Amount to refund"
      />
      <button type="submit" class="small">
        Refund part
      </button>
    </form>
  );
}

function whatFor(account: Account, payment: DodoPayments.Payment): string {
  const bought = payment.subscription_ids.map((id) => account.subscriptions.get(id)?.product_id ?? id);
  const inCart = payment.product_cart?.map((line) => line.product_id) ?? [];
  const names = [...inCart, ...bought].map((id) => account.products.get(id)?.name ?? id);
  return names.join(", ") || "Payment";
}
