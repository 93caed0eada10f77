import type { Hono } from "hono";
import { Refusal, readControlBody } from "../../../refusal";
import { wantedBy } from "../catalogue-lookup";
import { newKey } from "../keys";
import { addPrice, addProduct, changePrice, changeProduct } from "../life/catalogue";
import { need } from "../merchant";
import { newEndpoint, newSecret } from "../records/endpoint";
import { newPaymentLink } from "../records/payment-link";
import { accountKey, findMerchant, openStripeAccount, ownerOf, type StripeShop } from "../stripe";
import { isForStripe } from "./about";
import {
  accountInput,
  endpointInput,
  endpointPatch,
  keyInput,
  keyPatch,
  linkInput,
  newPriceInput,
  productInput,
  productPatch,
} from "./input";

/** What a merchant does in the Stripe dashboard: accounts, keys, endpoints, products, prices and payment links. */
export function addDashboardControl(control: Hono, shop: StripeShop): void {
  control.post("/accounts", async (c, next) => {
    if (!(await isForStripe(c))) return next();
    const { account, key } = openStripeAccount(shop, await readControlBody(c, accountInput));
    return c.json({ account: accountKey(account), account_id: account.id, api_key: key, name: account.name });
  });
  control.post("/stripe/keys", async (c) => {
    const { rights, account } = await readControlBody(c, keyInput);
    const merchant = findMerchant(shop, account);
    const key = newKey(merchant.account.livemode, rights);
    merchant.account.keys.set(key.secret, key);
    merchant.changed();
    return c.json({ key: key.secret, rights });
  });
  control.post("/stripe/keys/set", async (c) => {
    const given = await readControlBody(c, keyPatch);
    const merchant = ownerOf(shop, "keys", given.key);
    if (!merchant) throw new Refusal("No Stripe account has this key.", 404);
    const key = need(merchant, "keys", given.key);
    key.state = given.state ?? key.state;
    if (given.rights !== undefined) key.rights = given.rights;
    merchant.changed();
    return c.json({ state: key.state, rights: key.rights });
  });
  control.post("/stripe/endpoints", async (c) => {
    const { account, ...given } = await readControlBody(c, endpointInput);
    const merchant = findMerchant(shop, account);
    const made = newEndpoint(merchant, { ...given, api_version: given.api_version ?? null });
    merchant.changed();
    return c.json({ id: made.id, secret: made.secrets[0] });
  });
  control.post("/stripe/endpoints/:id", async (c) => {
    const given = await readControlBody(c, endpointPatch);
    const merchant = ownerOf(shop, "endpoints", c.req.param("id"));
    if (!merchant) throw new Refusal("No Stripe account has this endpoint.", 404);
    const endpoint = need(merchant, "endpoints", c.req.param("id"));
    if (given.api_version !== undefined) endpoint.api_version = given.api_version;
    if (given.thin !== undefined) endpoint.thin = given.thin;
    if (given.disabled !== undefined) endpoint.status = given.disabled ? "disabled" : "enabled";
    if (given.roll === true) endpoint.secrets = [newSecret(), ...endpoint.secrets].slice(0, 2);
    if (given.roll === false) endpoint.secrets = endpoint.secrets.slice(0, 1);
    merchant.changed();
    return c.json({ id: endpoint.id, secrets: endpoint.secrets, status: endpoint.status });
  });
  control.post("/stripe/products", async (c) => {
    const { account, prices, ...given } = await readControlBody(c, productInput);
    const merchant = findMerchant(shop, account);
    return c.json({ ...addProduct(merchant, given, prices), events: merchant.sent });
  });
  control.post("/stripe/products/:id", async (c) => {
    const given = await readControlBody(c, productPatch);
    const merchant = ownerOf(shop, "products", c.req.param("id"));
    if (!merchant) throw new Refusal("No Stripe account has this product.", 404);
    return c.json({ product: changeProduct(merchant, c.req.param("id"), given), events: merchant.sent });
  });
  control.post("/stripe/prices", async (c) => {
    const { account, ...given } = await readControlBody(c, newPriceInput);
    const merchant = account ? findMerchant(shop, account) : ownerOf(shop, "products", given.product);
    if (!merchant) throw new Refusal("No Stripe account has this product.", 404);
    return c.json({ price: addPrice(merchant, given), events: merchant.sent });
  });
  control.post("/stripe/prices/:id/:verb{archive|unarchive}", (c) => {
    const merchant = ownerOf(shop, "prices", c.req.param("id"));
    if (!merchant) throw new Refusal("No Stripe account has this price.", 404);
    const active = c.req.param("verb") === "unarchive";
    return c.json({ price: changePrice(merchant, c.req.param("id"), { active }), events: merchant.sent });
  });
  control.post("/stripe/payment-links", async (c) => {
    const { account, ...given } = await readControlBody(c, linkInput);
    const merchant = findMerchant(shop, account);
    const { id, url } = newPaymentLink(merchant, wantedBy(merchant, given));
    merchant.changed();
    return c.json({ id, url });
  });
}
