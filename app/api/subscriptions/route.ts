import { apiRoute } from "@/lib/api/api-route";
import { filterById } from "@/lib/api/filter-by-id";
import { answerPage, toPage } from "@/lib/api/paging";
import { subscriptionToWire } from "@/lib/api/purchases";
import { findCustomer } from "@/lib/customers/customers";
import { findProduct } from "@/lib/products/products";
import { listSubscriptions } from "@/lib/purchases/find-purchases";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute(
  "/subscriptions",
  {
    GET: async ({ tx, businessId, query }) => {
      const customerId = await filterById(query.customer_id, (id) => findCustomer(tx, businessId, id));
      const productId = await filterById(query.product_id, (id) => findProduct(tx, businessId, id));
      const rows =
        customerId === null || productId === null
          ? []
          : await listSubscriptions(tx, businessId, {
              ...toPage(query),
              customerId,
              productId,
              status: query.status,
              cancelling: query.cancel_at_next_billing_date,
              createdFrom: query.created_at_gte,
              createdTo: query.created_at_lte,
            });
      return answerPage(rows, query, ({ purchase }) => purchase.id, subscriptionToWire);
    },
  },
  { POST: "Subscriptions begin at your payment provider; here they can only be read" },
);
