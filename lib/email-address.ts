import { domainToASCII, domainToUnicode } from "node:url";
import { invalid } from "./errors";
import { cleanLine } from "./text";

const longest = 254;

/**
 * Normalizes an address, so that each mailbox has one spelling and lookalikes can't be mistaken for it: NFKC, lower
 * case, the domain as in DNS, one @, no spaces or control characters. Throws `invalid` for a malformed address.
 */
export function canonicalEmail(given: string): string {
  const address = canonical(given);
  if (address === null)
    throw invalid("This is not an email address", { email: "This is not an email address" });
  return address;
}

/** The same for a purchase, which must never be refused: a malformed address is kept as it is. */
export function canonicalOrAsGiven(given: string): string {
  return canonical(given) ?? cleanLine(given, longest).toLowerCase();
}

/** A canonical address, and its form in older versions, which kept the domain in its own script. */
export function spellingsOf(address: string): string[] {
  const at = address.lastIndexOf("@") + 1;
  const domain = domainToUnicode(address.slice(at));
  return domain === "" ? [address] : [...new Set([address, address.slice(0, at) + domain])];
}

function canonical(given: string): string | null {
  const address = cleanLine(given.normalize("NFKC")).toLowerCase();
  const [local = "", domain = "", ...more] = address.split("@");
  const host = domainToASCII(domain);
  const wellFormed =
    more.length === 0 && /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}$/u.test(local) && host.length <= 253;
  return wellFormed && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) ? `${local}@${host}` : null;
}
