import { apiRoute } from "@/lib/api/api-route";
import { answerPage, toPage } from "@/lib/api/paging";
import { listedProductToWire, productToWire, readAttachments, readProduct } from "@/lib/api/products";
import {
  createProduct,
  entitlementsOfProducts,
  listProducts,
  setProductEntitlements,
  showProduct,
} from "@/lib/products/products";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/products", {
  GET: async ({ tx, businessId, query }) => {
    const { archived = false, recurring } = query;
    const rows = await listProducts(tx, businessId, { ...toPage(query), archived, recurring });
    const given = await entitlementsOfProducts(
      tx,
      rows.map(({ id }) => id),
    );
    const givenBy = (id: string) => given.filter((one) => one.productId === id);
    return answerPage(
      rows,
      query,
      ({ id }) => id,
      (row) => listedProductToWire({ row, gives: givenBy(row.id) }),
    );
  },
  POST: async ({ tx, businessId, body, actor }) => {
    const row = await createProduct(tx, businessId, { ...readProduct(body), name: body.name }, actor);
    const wanted = readAttachments(body.entitlements ?? []);
    if (wanted.length > 0) await setProductEntitlements(tx, businessId, row.id, wanted, actor);
    return productToWire(await showProduct(tx, row));
  },
});
