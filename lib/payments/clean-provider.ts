import { cleanTexts } from "@/lib/text";
import type { Provider, ReadEvent } from "./provider";

/** Ids and addresses are indexed, and an index of Postgres refuses a text of 2,704 bytes. */
const longest = 500;

/** The one place where what a payment provider says is cleaned: a sale is never set aside for its text. */
export function cleanProvider(provider: Provider): Provider {
  const { findSubscription } = provider;
  return {
    ...provider,
    read: (body) => cleanRead(provider.read(cleanTexts(body))),
    listProducts: async (access) => cleanTexts(await provider.listProducts(access)),
    findProduct: async (access, externalId) => cleanTexts(await provider.findProduct(access, externalId)),
    ...(findSubscription && {
      findSubscription: async (access, id) => cleanTexts(await findSubscription(access, id), longest),
    }),
    findBuyer: async (access, externalId) =>
      cleanTexts(await provider.findBuyer(access, externalId), longest),
  };
}

function cleanRead(event: ReadEvent): ReadEvent {
  if (!("facts" in event) || !event.lookUp) return cleanTexts(event, longest);
  const { ask, ...lookUp } = event.lookUp;
  const askCleanly: typeof ask = async (access) => cleanTexts(await ask(access), longest);
  return { facts: cleanTexts(event.facts, longest), lookUp: { ...lookUp, ask: askCleanly } };
}
