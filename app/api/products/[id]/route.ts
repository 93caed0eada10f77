import { forBusiness } from "@/lib/api/api-route";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import {
  archiveProductOperation,
  productToWire,
  readProduct,
  retrieveProductOperation,
  updateProductOperation,
} from "@/lib/api/products";
import { invalid } from "@/lib/errors";
import {
  archiveProduct,
  entitlementsOfProducts,
  findProduct,
  setProductEntitlements,
  updateProduct,
} from "@/lib/products";

export const GET = forBusiness(retrieveProductOperation, async ({ tx, businessId, ids }) => {
  const row = await findProduct(tx, businessId, ids.id ?? "");
  const given = await entitlementsOfProducts(tx, [row.id]);
  return productToWire(
    row,
    given.map(({ entitlement }) => entitlement),
  );
});

export const PATCH = forBusiness(updateProductOperation, async ({ tx, businessId, ids, body, actor }) => {
  const { id, connectionId, name, priceAmount } = await findProduct(tx, businessId, ids.id ?? "");
  const changes = readProduct(body);
  const renamed = changes.name !== undefined && changes.name !== name;
  const repriced = changes.priceAmount !== undefined && changes.priceAmount !== priceAmount;
  // The next sync with the provider would silently undo it.
  if (connectionId && (renamed || repriced))
    throw invalid("Your payment provider sells this product: change its name and price there");
  if (Object.keys(changes).length > 0) await updateProduct(tx, businessId, id, changes, actor);
  const wanted = body.entitlements?.map(({ entitlement_id }) => entitlement_id);
  if (wanted) await setProductEntitlements(tx, businessId, id, wanted, actor);
  return undefined;
});

export const DELETE = forBusiness(archiveProductOperation, async ({ tx, businessId, ids, actor }) => {
  await archiveProduct(tx, businessId, ids.id ?? "", true, actor);
  return undefined;
});

const other = onlyMethods("GET", "PATCH", "DELETE");

export { other as OPTIONS, other as POST, other as PUT };
