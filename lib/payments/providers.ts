import { cleanProvider } from "./clean-provider";
import { dodo } from "./dodo/dodo";
import type { Provider } from "./provider";
import { stripe } from "./stripe/stripe";

export const providers: Record<"dodo" | "stripe", Provider> = {
  dodo: cleanProvider(dodo),
  stripe: cleanProvider(stripe),
};
