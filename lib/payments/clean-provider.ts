import { GatehouseError } from "@/lib/errors";
import { cleanTexts } from "@/lib/text";
import type { Provider, ReadEvent } from "./provider";
import { isSafePage } from "./provider-api";

/** Ids and addresses are indexed, and a Postgres index refuses texts longer than 2,704 bytes. */
const longest = 500;

/** The one place where text from payment providers is cleaned, so odd text never blocks a sale. */
export function cleanProvider(provider: Provider): Provider {
  const { findSubscription, openPortal } = provider;
  return {
    ...provider,
    read: (body) => cleanRead(provider.read(cleanTexts(body))),
    listProducts: async (access) => cleanTexts(await provider.listProducts(access)),
    findProduct: async (access, externalId) => cleanTexts(await provider.findProduct(access, externalId)),
    ...(findSubscription && {
      findSubscription: async (access, id) => cleanTexts(await findSubscription(access, id), longest),
    }),
    ...(openPortal && {
      openPortal: async (...call) => requireSafePage(await openPortal(...call)),
    }),
    startCheckout: async (...call) => requireSafePage(await provider.startCheckout(...call)),
    findBuyer: async (access, externalId) =>
      cleanTexts(await provider.findBuyer(access, externalId), longest),
  };
}

/** The buyer's browser opens it, so it must not be a script or a page that anybody on the way can change. */
function requireSafePage(address: string): string {
  if (isSafePage(address)) return address;
  throw new GatehouseError("unavailable", "The payment provider names no https address");
}

function cleanRead(event: ReadEvent): ReadEvent {
  if (!("facts" in event) || !event.lookUp) return cleanTexts(event, longest);
  const { ask, ...lookUp } = event.lookUp;
  const askCleanly: typeof ask = async (access) => cleanTexts(await ask(access), longest);
  return { facts: cleanTexts(event.facts, longest), lookUp: { ...lookUp, ask: askCleanly } };
}
