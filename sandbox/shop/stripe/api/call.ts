import type { Context } from "hono";
import type { Key } from "../keys";
import type { Merchant } from "../merchant";

/** What is known of a call once its key was read. */
export type StripeEnv = { Variables: { merchant: Merchant; key: Key; requestId: string; body: string } };
export type StripeContext = Context<StripeEnv>;
