import { forBusiness } from "@/lib/api/api-route";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { unarchiveProductOperation } from "@/lib/api/products";
import { archiveProduct } from "@/lib/products";

export const POST = forBusiness(unarchiveProductOperation, async ({ tx, businessId, ids, actor }) => {
  await archiveProduct(tx, businessId, ids.id ?? "", false, actor);
  return undefined;
});

const other = onlyMethods("POST");

export { other as DELETE, other as GET, other as OPTIONS, other as PATCH, other as PUT };
