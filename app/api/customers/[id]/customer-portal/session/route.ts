import { apiRoute } from "@/lib/api/api-route";
import { findCustomer } from "@/lib/customers/customers";
import { createPortalSessionLink, mailPortalSessionLink } from "@/lib/portal/sign-in-link";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute(
  "/customers/{id}/customer-portal/session",
  {
    POST: async ({ tx, businessId, ids, query }) => {
      const customer = await findCustomer(tx, businessId, ids.id);
      const link = await createPortalSessionLink(tx, customer, query.return_url ?? null);
      if (query.send_email) await mailPortalSessionLink(tx, customer, link);
      return { link };
    },
  },
);
