/**
 * Where Stripe's units differ from ISO 4217: króna and shilling have no decimals but are sent with two, and the ariary
 * is sent without decimals. https://docs.stripe.com/currencies#zero-decimal
 */
export const stripeAmountDigits: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };
