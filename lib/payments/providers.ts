import { cleanProvider } from "./clean-provider";
import { dodo } from "./dodo/dodo";
import type { Provider } from "./provider";
import { stripe } from "./stripe/stripe";

export type ProviderName = "dodo" | "stripe";

export const providers: Record<ProviderName, Provider> = {
  dodo: cleanProvider(dodo),
  stripe: cleanProvider(stripe),
};
