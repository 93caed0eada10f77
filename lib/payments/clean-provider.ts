import { cleanTexts } from "@/lib/text";
import type { Provider } from "./provider";

/** Ids and addresses are indexed, and an index of Postgres refuses a text of 2,704 bytes. */
const longest = 500;

/** The one place where what a payment provider says is cleaned: a sale is never set aside for its text. */
export function cleanProvider(provider: Provider): Provider {
  return {
    ...provider,
    read: (body) => cleanTexts(provider.read(cleanTexts(body)), longest),
    listProducts: async (access) => cleanTexts(await provider.listProducts(access)),
    findProduct: async (access, externalId) => cleanTexts(await provider.findProduct(access, externalId)),
    findBuyer: async (access, externalId) =>
      cleanTexts(await provider.findBuyer(access, externalId), longest),
  };
}
