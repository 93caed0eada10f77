/** @jsxImportSource hono/jsx */
import type { Merchant } from "../merchant";
import type { Price } from "../objects";
import { describePrice, nameOf, StripePage } from "./stripe-page";

const description =
  "Say who buys and how the merchant sells, then press Buy. Stripe sends its signed events.";

const waysOnPage = [
  ["checkout", "The merchant's own Checkout"],
  ["payment_link", "A payment link"],
  ["dashboard", "A subscription made in the dashboard"],
  ["invoice", "An invoice written by hand"],
  ["free", "A coupon for the whole price"],
] as const;

export function ProductsPage({ merchant }: { merchant: Merchant }) {
  const { prices, name, products } = merchant.account;
  const onSale = [...prices.values()].filter(
    (price) => price.active && products.get(price.product)?.active !== false,
  );
  return (
    <StripePage merchant={merchant} tab="/shop/stripe" title={`${name} on Stripe`} description={description}>
      <form method="post" action="/shop/stripe/buy" class="stack wide">
        <div class="row wrap">
          <label>
            Email
            <input type="email" name="email" value="carl@customers.test" required />
          </label>
          <label>
            Name
            <input name="name" value="Carl" required />
          </label>
          <label>
            Sold through
            <select name="how">
              {waysOnPage.map(([how, words]) => (
                <option key={how} value={how}>
                  {words}
                </option>
              ))}
            </select>
          </label>
        </div>
        <div id="products" class="cards" data-live>
          {onSale.map((price) => (
            <PriceCard key={price.id} merchant={merchant} price={price} />
          ))}
        </div>
      </form>
    </StripePage>
  );
}

function PriceCard({ merchant, price }: { merchant: Merchant; price: Price }) {
  const name = nameOf(merchant, price.id);
  return (
    <section class="card product" data-key={price.id}>
      <h2>{name}</h2>
      <p class="price number">{describePrice(price)}</p>
      <p class="quiet grow">{merchant.account.products.get(price.product)?.description ?? ""}</p>
      <button type="submit" name="price" value={price.id} class="main full">
        {`Buy ${name}`}
      </button>
      <p class="quiet small mono break">{price.id}</p>
    </section>
  );
}
