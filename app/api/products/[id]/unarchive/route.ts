import { apiRoute } from "@/lib/api/api-route";
import { archiveProduct } from "@/lib/products/products";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/products/{id}/unarchive", {
  POST: async ({ tx, businessId, ids, actor }) => {
    await archiveProduct(tx, businessId, ids.id, false, actor);
  },
});
