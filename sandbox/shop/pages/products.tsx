/** @jsxImportSource hono/jsx */
import type { Account, ShopProduct } from "../accounts";
import { priceInWords } from "../money";
import type { Shop } from "../open-shop";
import { ShopPage } from "./shop-page";

export type Buyer = { email: string; name: string };

/** The people of the sandbox's Discord; they shop here too. */
const cast = ["Carl", "Cora", "Dave", "Erin", "Finn", "Gina"].map((name) => ({
  name,
  email: `${name.toLowerCase()}@customers.test`,
}));

export function ProductsPage({ shop, account, last }: { shop: Shop; account: Account; last?: string }) {
  const products = [...account.products.values()].filter((product) => !product.archived);
  const words = "Pick who buys, press Buy, press Pay. The payment provider's signed events follow.";
  return (
    <ShopPage shop={shop} account={account} room="/shop" title={`${account.name} shop`} words={words}>
      <form method="post" action="/shop/checkout" class="stack wide">
        <input type="hidden" name="account" value={account.business_id} />
        <label class="buyer">
          Buy as
          <select name="who">
            {buyersOf(account).map(({ email, name }) => (
              <option key={email} value={email} selected={email === last}>
                {`${name} (${email})`}
              </option>
            ))}
            <option value="" selected={last === ""}>
              Somebody new
            </option>
          </select>
        </label>
        <div id="products" class="cards" data-live>
          {products.map((product) => (
            <ProductCard key={product.product_id} product={product} />
          ))}
          {products.length === 0 && (
            <p class="card empty">
              This shop sells nothing yet. Products made through the payment API appear here.
            </p>
          )}
        </div>
      </form>
    </ShopPage>
  );
}

function ProductCard({ product }: { product: ShopProduct }) {
  return (
    <section class="card product" data-key={product.product_id}>
      <h2>{product.name ?? product.product_id}</h2>
      <p class="price number">{priceInWords(product.price)}</p>
      <p class="quiet grow">{product.description ?? ""}</p>
      <button type="submit" name="product" value={product.product_id} class="main full">
        {`Buy ${product.name ?? "this"}`}
      </button>
      <p class="quiet small mono break">{product.product_id}</p>
    </section>
  );
}

/** Who can buy with one click: the newest customers of this shop, then the sandbox's people. */
export function buyersOf(account: Account): Buyer[] {
  const customers = [...account.customers.values()].slice(-50).reverse();
  const known = new Map<string, Buyer>();
  for (const { email, name } of [...cast, ...customers]) {
    const key = email.toLowerCase();
    if (!known.has(key)) known.set(key, { email, name });
  }
  return [...known.values()];
}
