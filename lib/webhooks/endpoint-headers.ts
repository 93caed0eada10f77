import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { webhookEndpoints } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { decrypt, encrypt } from "@/lib/crypto";
import { invalid } from "@/lib/errors";
import { type Endpoint, findEndpoint, holdEndpoint } from "./find-endpoints";

/**
 * A header's value and whether it is write-only. With a plain string, an existing header stays as it is, and for a new
 * one the name decides. `null` removes the header.
 */
export type HeaderInput = Record<string, string | { value: string; sensitive: boolean } | null>;

const reserved =
  /^(host|connection|content-.*|accept-encoding|transfer-encoding|keep-alive|te|trailer|upgrade|expect|via|proxy-.*|webhook-.*|user-agent)$/;
const soundsSecret = /auth|token|secret|key|password|cookie|signature|credential/;

/** What may be shown: the values of normal headers, and only the names of sensitive ones. */
export function visibleHeaders(endpoint: Endpoint): { headers: Record<string, string>; sensitive: string[] } {
  const visible = Object.entries(customHeaders(endpoint)).filter(
    ([name]) => !endpoint.sensitiveHeaders.includes(name),
  );
  return { headers: Object.fromEntries(visible), sensitive: endpoint.sensitiveHeaders };
}

/** Adds and replaces headers. Throws `invalid` for names and values that HTTP or Gatehouse doesn't allow. */
export async function updateHeaders(
  tx: Tx,
  businessId: string,
  endpointId: string,
  change: HeaderInput,
  actor: Actor,
): Promise<Endpoint> {
  // Held, so that headers that are being left behind with a former address don't come back.
  const endpoint = await holdEndpoint(tx, businessId, endpointId);
  const wasSensitive = (name: string) => endpoint.sensitiveHeaders.includes(name);
  const before = Object.entries(customHeaders(endpoint)).map(([name, value]) => [
    name,
    { value, sensitive: wasSensitive(name) },
  ]);
  const after = Object.entries(lowerCased(change)).map(([name, given]) => [
    name,
    typeof given === "string" && wasSensitive(name) ? { value: given, sensitive: true } : given,
  ]);
  const sealed = encryptHeaders(endpointId, Object.fromEntries([...before, ...after]));
  await tx.update(webhookEndpoints).set(sealed).where(eq(webhookEndpoints.id, endpointId));
  const details = { names: Object.keys(change) };
  await writeAudit(tx, {
    businessId,
    actor,
    action: "webhook.headers_updated",
    subjectId: endpointId,
    details,
  });
  return findEndpoint(tx, businessId, endpointId);
}

/**
 * The names of the write-only headers that an endpoint loses at a new address. Whoever may change the address could
 * otherwise have their values sent to a server of their own.
 */
export function headersLeftBehind({ url, sensitiveHeaders }: Endpoint, nextUrl: string): string[] {
  return new URL(url).origin === new URL(nextUrl).origin ? [] : sensitiveHeaders;
}

/** The header columns without these. */
export function withoutHeaders(endpoint: Endpoint, names: readonly string[]) {
  const kept = Object.entries(customHeaders(endpoint)).filter(([name]) => !names.includes(name));
  const sensitive = (name: string) => endpoint.sensitiveHeaders.includes(name);
  return encryptHeaders(
    endpoint.id,
    Object.fromEntries(kept.map(([name, value]) => [name, { value, sensitive: sensitive(name) }])),
  );
}

/** The two header columns. */
export function encryptHeaders(
  endpointId: string,
  input: HeaderInput,
): { headers: string | null; sensitiveHeaders: string[] } {
  const entries = Object.entries(lowerCased(input)).flatMap(([name, given]) => {
    if (given === null) return [];
    const { value, sensitive } =
      typeof given === "string" ? { value: given, sensitive: soundsSecret.test(name) } : given;
    checkHeader(name, value);
    return [{ name, value, sensitive }];
  });
  if (entries.length > 20) throw wrong("headers", "there can be 20 headers at most");
  const values = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
  return {
    headers: entries.length
      ? encrypt(JSON.stringify(values), `webhook_endpoints.headers:${endpointId}`)
      : null,
    sensitiveHeaders: entries.filter(({ sensitive }) => sensitive).map(({ name }) => name),
  };
}

/** All headers with their values, only for sending. */
export function customHeaders(endpoint: Endpoint): Record<string, string> {
  if (!endpoint.headers) return {};
  return JSON.parse(decrypt(endpoint.headers, `webhook_endpoints.headers:${endpoint.id}`));
}

function lowerCased(input: HeaderInput): HeaderInput {
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name.trim().toLowerCase(), value]));
}

function checkHeader(name: string, value: string): void {
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name) || name === "__proto__")
    throw wrong("headers", `${name.slice(0, 40) || "an empty name"} can't be the name of a header`);
  if (reserved.test(name)) throw wrong("headers", `${name} is set by Gatehouse`);
  if (!/^[\x20-\x7e\t]{0,2000}$/.test(value))
    throw wrong("headers", `the value of ${name} must be at most 2000 plain ASCII characters on one line`);
}

function wrong(field: string, why: string) {
  return invalid(`${field}: ${why}`, { [field]: why.charAt(0).toUpperCase() + why.slice(1) });
}
