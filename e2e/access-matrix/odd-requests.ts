import fc from "fast-check";

/** A request that no well-behaved program sends. */
export type OddRequest = { method: string; path: string; headers: Record<string, string>; body?: string };

const oddTexts = [
  "",
  " ",
  "0",
  "-1",
  "1e309",
  "9".repeat(40),
  "null",
  "undefined",
  "true",
  "[object Object]",
  "NaN",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "a\u0000b",
  "\u0000",
  "\u0001\u001b[2J",
  "\ud800",
  "\udfff\ud800",
  "\ufffe",
  "\u202eevil",
  "\u200b",
  "é".repeat(300),
  "x".repeat(3_000),
  "'; drop table grants; --",
  '" or 1=1',
  "%",
  "%%",
  "%00",
  "%ff",
  "%zz",
  "_%",
  "\\",
  "../../etc/passwd",
  "..\\..\\",
  "//evil.example",
  "/\\evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "2026-02-30",
  "275760-09-13T00:00:00.001Z",
  "ent_0000000000000000000000",
  "１２３",
  "🧨",
];

const oddText = fc.oneof(fc.constantFrom(...oddTexts), fc.string({ unit: "binary", maxLength: 40 }));

/** As a path or a query carries it; some of it not even percent-encoded UTF-8. */
const oddPiece = fc.oneof(
  oddText.map(encodeAnything),
  fc.constantFrom(
    "%",
    "%ff",
    "%c0%af",
    "%ed%a0%80",
    "%00",
    "%2e%2e",
    "..%2f",
    "%252e",
    "%u0041",
    "a%0d%0aset-cookie:x=1",
  ),
);

function encodeAnything(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return "%ED%A0%80";
  }
}

const names = [
  "q",
  "after",
  "cursor",
  "limit",
  "page_size",
  "page_number",
  "status",
  "state",
  "code",
  "iss",
  "error",
  "guild_id",
  "price",
  "token",
  "email",
  "callbackUrl",
  "key",
  "round",
  "new",
  "show",
  "link",
  "since",
  "missed",
  "type",
  "id",
  "__proto__",
  "constructor",
  "a[b]",
  "a[]",
  "",
];

/** One in three has a parameter twice. */
const query = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...names), oddPiece), { maxLength: 5 }),
    fc.constantFrom(false, false, true),
  )
  .map(([pairs, twice]) => (twice ? [...pairs, ...pairs.slice(0, 1)] : pairs))
  .map((pairs) => (pairs.length ? `?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}` : ""));

const json = fc.oneof(
  fc.json({ stringUnit: "binary" }),
  fc
    .record({ a: oddText, email: oddText, name: oddText, metadata: fc.dictionary(oddText, oddText) })
    .map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{}}}',
    '{"a":1,"a":2}',
    "[".repeat(5_000),
    '{"a":1e999}',
    "\ufeff{}",
    '"\\ud800"',
    '{"name":"\\u0000"}',
    '{"email":["a"]}',
    // What the framework's own encoding of arguments refers to, without being there.
    '["$F1"]',
    '["$K1","$1"]',
    '["$B1","$Q1","$W2"]',
    '["$@1"]',
    '["$undefined","$NaN"]',
    '[{"__proto__":"$1"}]',
    "{",
    "null",
    "[]",
    "0",
    "",
  ),
);

const form = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        ...names,
        "csrfToken",
        "json",
        "product",
        "$ACTION_ID_0",
        "$ACTION_REF_1",
        "$ACTION_1:0",
        "0",
      ),
      oddPiece,
    ),
  )
  .map((pairs) => pairs.map(([name, value]) => `${encodeURIComponent(name)}=${value}`).join("&"));

const multipart = fc
  .array(fc.tuple(fc.constantFrom(...names, "$ACTION_ID_0", "0", "1"), oddText), { maxLength: 4 })
  .map(
    (parts) =>
      `${parts.map(([name, value]) => `--odd\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("")}--odd--\r\n`,
  );

const body = fc.oneof(
  fc.record({
    type: fc.constantFrom(
      "application/json",
      "application/json; charset=utf-16",
      "text/plain",
      "text/plain;charset=UTF-8",
    ),
    text: json,
  }),
  fc.record({ type: fc.constant("application/x-www-form-urlencoded"), text: form }),
  fc.record({
    type: fc.constantFrom("multipart/form-data; boundary=odd", "multipart/form-data"),
    text: multipart,
  }),
  fc.record({ type: oddText.filter((text) => /^[\x21-\x7e]*$/.test(text)), text: oddText }),
);

/** HTTP itself allows only these characters in a header. */
const headerText = oddText.map((text) =>
  [...text]
    .filter((one) => /[\x20-\x7e]/.test(one))
    .join("")
    .slice(0, 500),
);

const oddHeaders = fc.dictionary(
  fc.constantFrom(
    "accept",
    "accept-language",
    "authorization",
    "cookie",
    "if-none-match",
    "idempotency-key",
    "next-action",
    "next-router-state-tree",
    "next-url",
    "origin",
    "range",
    "referer",
    "rsc",
    "sec-fetch-site",
    "sec-purpose",
    "stripe-signature",
    "user-agent",
    "webhook-id",
    "webhook-signature",
    "webhook-timestamp",
    "x-client-address",
    "x-forwarded-host",
    "x-http-method-override",
    "x-middleware-subrequest",
    "x-signature-ed25519",
    "x-signature-timestamp",
    "x-stainless-lang",
  ),
  headerText,
  { maxKeys: 4 },
);

/** Odd requests to these addresses, by somebody with one of these sets of headers (a session, a key, nothing). */
export function oddRequests(
  addresses: string[],
  people: Record<string, string>[],
  { count, seed }: { count: number; seed: number },
): OddRequest[] {
  const path = fc
    .tuple(fc.constantFrom(...addresses), fc.infiniteStream(oddPiece), query)
    .map(([address, pieces, asked]) => {
      const filled = address.replace(/\[[^\]]+\]/g, () => pieces.next().value || "-");
      return filled + asked;
    });
  const request = fc
    .record({
      method: fc.constantFrom("GET", "GET", "POST", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS"),
      path,
      person: fc.constantFrom(...people),
      odd: oddHeaders,
      sent: body,
    })
    .map(({ method, path, person, odd, sent }): OddRequest => {
      const writes = !["GET", "HEAD", "OPTIONS"].includes(method);
      const headers = { ...odd, ...person, ...(writes && sent.type && { "content-type": sent.type }) };
      return { method, path, headers, ...(writes && { body: sent.text }) };
    });
  return fc.sample(request, { numRuns: count, seed });
}
