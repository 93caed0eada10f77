import { apiRoute } from "@/lib/api/api-route";
import { productToWire, readAttachments, readProduct } from "@/lib/api/products";
import { invalid } from "@/lib/errors";
import {
  archiveProduct,
  findProduct,
  setProductEntitlements,
  showProduct,
  updateProduct,
} from "@/lib/products/products";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/products/{id}", {
  GET: async ({ tx, businessId, ids }) => {
    const row = await findProduct(tx, businessId, ids.id);
    return productToWire(await showProduct(tx, row));
  },
  PATCH: async ({ tx, businessId, ids, body, actor }) => {
    const { id, connectionId, name, priceAmount } = await findProduct(tx, businessId, ids.id);
    const changes = readProduct(body);
    const renamed = changes.name !== undefined && changes.name !== name;
    const repriced = changes.priceAmount !== undefined && changes.priceAmount !== priceAmount;
    // The next sync with the provider would silently undo it.
    if (connectionId && (renamed || repriced))
      throw invalid("Your payment provider sells this product: change its name and price there");
    if (Object.keys(changes).length > 0) await updateProduct(tx, businessId, id, changes, actor);
    if (body.entitlements)
      await setProductEntitlements(tx, businessId, id, readAttachments(body.entitlements), actor);
  },
  DELETE: async ({ tx, businessId, ids, actor }) => {
    await archiveProduct(tx, businessId, ids.id, true, actor);
  },
});
