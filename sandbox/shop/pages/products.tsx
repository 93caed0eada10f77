/** @jsxImportSource hono/jsx */
import type { Account, ShopProduct } from "../accounts";
import { priceInWords } from "../money";
import type { Shop } from "../open-shop";
import { ShopPage } from "./shop-page";

export type Buyer = { email: string; name: string };

/** Some people of the sandbox's Discord, who also shop here. */
const cast = ["Carl", "Cora", "Dave", "Erin", "Finn", "Gina"].map((name) => ({
  name,
  email: `${name.toLowerCase()}@customers.test`,
}));

export function ProductsPage({ shop, account, last }: { shop: Shop; account: Account; last?: string }) {
  const products = [...account.products.values()].filter((product) => !product.archived);
  const description = "Pick a customer, press Buy, then Pay. The payment provider sends its signed events.";
  return (
    <ShopPage
      shop={shop}
      account={account}
      tab="/shop"
      title={`${account.name} shop`}
      description={description}
    >
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
              This shop has no products yet. Products created through the payment API appear here.
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

/** The people who can buy with one click: those of the sandbox, then the newest customers of this shop. */
export function buyersOf(account: Account): Buyer[] {
  const customers = [...account.customers.values()].slice(-50).reverse();
  const known = new Map<string, Buyer>();
  for (const { email, name } of [...cast, ...customers]) {
    const key = email.toLowerCase();
    if (!known.has(key)) known.set(key, { email, name });
  }
  return [...known.values()];
}
