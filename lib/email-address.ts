import { domainToASCII, domainToUnicode } from "node:url";
import { invalid } from "./errors";
import { cleanLine } from "./text";

const longest = 254;

/**
 * One spelling per mailbox, so that a look-alike address is never taken for another person's: NFKC, lower case, the
 * domain as it is in DNS, exactly one @, no spaces or control characters. Throws `invalid` when it is no address.
 */
export function canonicalEmail(given: string): string {
  const address = canonical(given);
  if (address === null)
    throw invalid("This is not an email address", { email: "This is not an email address" });
  return address;
}

/** The same for an address that a sale came with: one that is no address is kept as it was given, and never refused. */
export function canonicalOrAsGiven(given: string): string {
  return canonical(given) ?? cleanLine(given, longest).toLowerCase();
}

/** A canonical address and, for rows of older versions, the same with the domain in its own letters. */
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
