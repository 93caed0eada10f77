import { cleanProvider } from "./clean-provider";
import { dodo } from "./dodo/dodo";
import { paddle } from "./paddle/paddle";
import type { AboutProvider, Provider } from "./provider";
import { stripe } from "./stripe/stripe";

/** The list of payment providers: one line each. */
const providers = {
  dodo: cleanProvider(dodo),
  stripe: cleanProvider(stripe),
  paddle: cleanProvider(paddle),
} satisfies Record<string, Provider>;

export type ProviderName = keyof typeof providers;
export const providerNames = Object.keys(providers) as [ProviderName, ...ProviderName[]];

/** Checks a stored name. A newer release may have stored a provider that this one doesn't know. */
export function asProviderName(stored: string): ProviderName {
  const name = providerNames.find((known) => known === stored);
  if (!name) throw new Error(`This release doesn't know the payment provider ${stored}`);
  return name;
}

export function providerNamed(stored: string): Provider {
  return providers[asProviderName(stored)];
}

export type ProviderChoice = AboutProvider & {
  id: ProviderName;
  name: string;
  /** The merchant has to say whether the key is for test or live mode. */
  asksMode: boolean;
};

/** What a form shows for each provider. */
export function providerChoices(): ProviderChoice[] {
  return providerNames.map((id) => {
    const { name, about, addresses } = providerNamed(id);
    return { id, name, asksMode: Boolean(addresses?.()), ...about };
  });
}
