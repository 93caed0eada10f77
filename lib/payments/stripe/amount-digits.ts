/**
 * Where Stripe counts in other units than ISO 4217 says: króna and shilling are whole but sent with two digits, the
 * ariary is sent without. https://docs.stripe.com/currencies#zero-decimal
 */
export const stripeAmountDigits: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };
