import { promises as dns, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { env } from "@/lib/env";
import { invalid } from "@/lib/errors";

const refusedRanges4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  // Azure serves metadata at an address that looks public.
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
].map((range) => ipaddr.IPv4.parseCIDR(range));

/** Public IPv6 is 2000::/3, except these ranges (Teredo and 6to4 contain IPv4 addresses). */
const public6 = ipaddr.IPv6.parseCIDR("2000::/3");
const refusedRanges6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].map((range) =>
  ipaddr.IPv6.parseCIDR(range),
);

/** True only for addresses on the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes("%")) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return !refusedRanges4.some((range) => parsed.match(range));
  return parsed.match(public6) && !refusedRanges6.some((range) => parsed.match(range));
}

const privateNames =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|onion|home\.arpa)$/;
const allowedPorts = ["", "443", "8443"];

/**
 * Checks a URL that a merchant entered, without using the network: https to a public host on a common port. Hosts in
 * the operator's WEBHOOK_PRIVATE_HOSTS (`host` or `host:port`) are exempt and may use http. Throws `invalid` with a
 * message for the field.
 */
export function checkUrl(text: string, privateHosts: readonly string[] = env().WEBHOOK_PRIVATE_HOSTS): URL {
  const why = whyUnreadable(text) ?? whyNotPublic(new URL(text), privateHosts);
  if (why) throw invalid(`This address can't be used: it ${why}`, { url: `It ${why}` });
  return new URL(text);
}

/** Why a typed text is no web address, after "it"; null if it is one. */
export function whyUnreadable(text: string): string | null {
  if (text.length > 2048) return "is longer than 2048 characters";
  if (!/^https?:\/\/[^\s\\]+$/i.test(text) || hasControls(text) || !URL.canParse(text))
    return "must be a whole URL that begins with https://";
  const { username, password } = new URL(text);
  return username || password ? "must not hold a user name or password" : null;
}

/** Why nobody but the operator may name this address, after "it"; null for a public one. */
function whyNotPublic(url: URL, exempt: readonly string[] = []): string | null {
  if (isListedHost(url, exempt)) return null;
  if (url.protocol !== "https:") return "must begin with https://";
  if (!allowedPorts.includes(url.port)) return "must use the port 443 or 8443";
  if (!isPublicHost(url) || ownHosts().includes(url.hostname)) return "must be a host on the public internet";
  return null;
}

/** Whether the host can be one on the public internet, by its name alone. */
export function isPublicHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return isIP(host) ? isPublicAddress(host) : isPublicName(host);
}

function hasControls(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\u007f");
}

function isPublicName(host: string): boolean {
  return host.includes(".") && !host.endsWith(".") && !privateNames.test(host);
}

/** Our own web server and database. An endpoint there would let merchants reach them from the inside. */
function ownHosts(): string[] {
  return [env().APP_URL, env().DATABASE_URL].flatMap((url) =>
    URL.canParse(url) ? [new URL(url).hostname] : [],
  );
}

/** Whether a setting of the operator names the host, as `host` or `host:port`. */
export function isListedHost(url: URL, hosts: readonly string[]): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return hosts.includes(url.hostname) || hosts.includes(`${url.hostname}:${port}`);
}

export type Resolve = (host: string) => Promise<LookupAddress[]>;

/**
 * For the `lookup` option of Node's http client. Resolves once, refuses the host if any of its addresses is not
 * public, and connects to exactly the checked addresses. This prevents DNS rebinding, where a name resolves to
 * something else after the check.
 */
export function checkedLookup(resolve: Resolve = resolvePublicName): LookupFunction {
  return (host, options, done) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (!first || addresses.some(({ address }) => !isPublicAddress(address)))
          done(new AddressRefused(), "", 0);
        else if (options.all) done(null, addresses);
        else done(null, first.address, first.family);
      },
      () => done(new AddressRefused(), "", 0),
    );
  };
}

/** The same error for private, empty and failed answers, so that nobody can find out which internal names exist. */
export class AddressRefused extends Error {
  readonly code = "ADDRESS_REFUSED";
}

/**
 * Asks the name server directly. The system's resolver (getaddrinfo) shares four threads with the whole
 * process, so a few merchants' dead name servers would hold up everybody.
 */
async function resolvePublicName(host: string): Promise<LookupAddress[]> {
  const resolver = new dns.Resolver({ timeout: 2500, tries: 2 });
  const answers = await Promise.all([
    resolver.resolve4(host).catch(() => []),
    resolver.resolve6(host).catch(() => []),
  ]);
  return answers.flatMap((addresses, index) =>
    addresses.map((address) => ({ address, family: index === 0 ? 4 : 6 })),
  );
}
