import type { Account, Happening, Powers } from "./account";

/** One webhook of a provider; what it says is written when it is sent, as some providers do. */
export type Told = { body: () => object };

/** How a provider tells of an account, and what it answers when it is asked. */
export type Shop = {
  provider: string;
  powers: Powers;
  /** Events of one moment: `at` is a time in the provider's own precision. */
  tell: (account: Account, happening: Happening) => Told[];
  /** Its API. Null: there is no such thing. */
  answer: (account: Account, url: URL) => object | null;
};
