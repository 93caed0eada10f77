import { domainToASCII } from "node:url";
import { invalid } from "./errors";

/**
 * One spelling per mailbox, so that a look-alike address is never taken for another person's: NFKC, lower
 * case, the domain as it is in DNS, exactly one @, no spaces or control characters.
 */
export function canonicalEmail(given: string): string {
  const address = given.normalize("NFKC").trim().toLowerCase();
  const [local = "", domain = "", ...more] = address.split("@");
  const host = domainToASCII(domain);
  const wellFormed =
    more.length === 0 && /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}$/u.test(local) && host.length <= 253;
  if (!wellFormed || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host))
    throw invalid("This is not an email address", { email: "This is not an email address" });
  return `${local}@${host}`;
}
