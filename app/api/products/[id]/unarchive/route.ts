import { unarchiveProductOperation } from "@/lib/api/products";
import { forBusiness } from "@/lib/http";
import { archiveProduct } from "@/lib/products";

export const POST = forBusiness(unarchiveProductOperation, async ({ tx, businessId, ids, actor }) => {
  await archiveProduct(tx, businessId, ids.id ?? "", false, actor);
  return undefined;
});
