import type { LookupAddress } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { postEvent } from "@/lib/webhooks/post-event";
import { checkedLookup, checkUrl, isPublicAddress } from "./public-address";

vi.mock("@/lib/env", () => ({
  env: () => ({
    APP_URL: "https://gate.example.com",
    DATABASE_URL: "postgres://u:p@db.example.com:5432/gatehouse",
    WEBHOOK_PRIVATE_HOSTS: [],
  }),
}));

const privateAddresses = [
  ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255"],
  ...["127.0.0.1", "127.1.2.3", "127.255.255.255", "168.63.129.16", "169.254.0.1", "169.254.169.254"],
  ...["172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1"],
  ...["192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1"],
  ...["239.255.255.255", "240.0.0.1", "255.255.255.255"],
  ...["::", "::1", "::127.0.0.1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1"],
  ...["::ffff:0:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::7f00:1"],
  ...["100::1", "2001::1", "2001:0:7f00:1::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1"],
  ...[
    "2002:a9fe:a9fe::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
  ],
  ...["fec0::1", "ff02::1", "ff0e::1", "2606:4700::1%eth0"],
  ...["", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "1.2.3", "1.2.3.4.5", "::g"],
];

test.each(privateAddresses)("%j is not a public address", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

const publicAddresses = [
  "1.1.1.1",
  "8.8.8.8",
  "9.255.255.255",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.255.255",
];
test.each([
  ...publicAddresses,
  "172.32.0.1",
  "192.0.1.1",
  "193.0.0.1",
  "223.255.255.255",
  "2606:4700::1",
  "2a00::1",
])("%s is a public address", (address) => expect(isPublicAddress(address)).toBe(true));

const refusedUrls = [
  // Literal addresses in each form that a URL parser reads as an address.
  ...[
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
  ],
  ...["https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.1./", "https://１２７.０.０.１/"],
  ...[
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://%31%32%37.0.0.1/",
    "https://0/",
    "https://0.0.0.0/",
  ],
  ...["https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/"],
  ...["https://2852039166/", "https://0xa9fea9fe/", "https://100.100.100.200/", "https://168.63.129.16/"],
  ...["https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/"],
  ...[
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00:ec2::254]/",
  ],
  ...["https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[2001:0:7f00:1::]/"],
  // Names of internal hosts.
  ...[
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://a.localhost/",
    "https://ｌocalhost/",
  ],
  ...["https://metadata.google.internal/", "https://metadata/", "https://redis/", "https://printer.local/"],
  ...[
    "https://nas.lan/",
    "https://wiki.corp/",
    "https://box.home.arpa/",
    "https://x.onion/",
    "https://example.com./",
  ],
  ...["https://gate.example.com/api", "https://db.example.com/", "https://GATE.example.com/"],
  // Other schemes and ports, credentials, tricks.
  ...[
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "data:text/plain,x",
  ],
  ...["javascript:alert(1)", "//example.com/", "example.com/hook", "https:example.com", "https:/example.com"],
  ...[
    "https://example.com:22/",
    "https://example.com:25/",
    "https://example.com:80/",
    "https://example.com:5432/",
  ],
  ...[
    "https://example.com:6379/",
    "https://example.com:0/",
    "https://example.com:65536/",
    "https://example.com:8080/",
  ],
  ...["https://user:pass@example.com/", "https://user@example.com/", "https://example.com@127.0.0.1/"],
  ...["https://example.com%2f@127.0.0.1/", "https://example.com\\@127.0.0.1/", "https:\\\\example.com\\"],
  ...[
    "https://exa\tmple.com/",
    "https://example.com/\nhost: x",
    " https://example.com/ x",
    "https://exa mple.com/",
  ],
  ...[
    "https://",
    "https:///",
    "https://.../",
    "https://example.com/\u0000",
    `https://example.com/${"a".repeat(2048)}`,
    "",
  ],
];

test.each(refusedUrls)("%j can't be an endpoint", (url) => {
  expect(() => checkUrl(url, [])).toThrow("This address can't be used");
});

test.each([
  "https://example.com",
  "https://example.com/hooks?x=1#y",
  "https://example.com:443/",
  "https://example.com:8443/",
  "https://1.1.1.1/",
  "https://[2606:4700:4700::1111]/",
  "https://bücher.example/",
  "HTTPS://Example.COM/",
  "https://localhost.example.com/",
  "https://mylocal/".replace("mylocal", "my.local.shop"),
])("%s can be an endpoint", (url) => expect(checkUrl(url, []).protocol).toBe("https:"));

test("there are at least 80 refused cases", () => {
  expect(privateAddresses.length + refusedUrls.length).toBeGreaterThan(80);
});

describe("hosts that the operator allows", () => {
  const allowed = ["localhost", "hooks.internal:8080", "[::1]:9000", "10.0.0.5"];
  test.each([
    "http://localhost:4000/hooks/catch/a",
    "https://localhost/",
    "http://hooks.internal:8080/",
    "http://[::1]:9000/",
    "http://10.0.0.5/",
    "http://10.0.0.5:1234/",
  ])("%s is allowed", (url) => expect(checkUrl(url, allowed).href).toContain("/"));
  test.each([
    "http://hooks.internal/",
    "http://hooks.internal:8081/",
    "https://hooks.internal/",
    "http://[::1]:9001/",
    "http://10.0.0.6/",
    "http://evil.localhost/",
    "http://127.0.0.1/",
    "http://user:pass@localhost/",
  ])("%s is not", (url) => expect(() => checkUrl(url, allowed)).toThrow());
});

describe("names that resolve to internal addresses", () => {
  let hits = 0;
  const canary = createServer((_request, response) => {
    hits++;
    response.end();
  });
  beforeAll(
    () => new Promise<void>((done) => canary.listen(8443, "127.0.0.1", done).once("error", () => done())),
  );
  afterAll(() => new Promise((done) => canary.close(done)));

  const address = (text: string): LookupAddress => ({ address: text, family: text.includes(":") ? 6 : 4 });
  test.each([
    ["127.0.0.1.nip.io", ["127.0.0.1"]],
    ["a-record.example.com", ["10.0.0.1"]],
    ["aaaa-private.example.com", ["1.1.1.1", "fd00::1"]],
    ["one-of-many.example.com", ["1.1.1.1", "8.8.8.8", "192.168.0.1"]],
    ["mapped.example.com", ["::ffff:127.0.0.1"]],
    ["metadata.example.com", ["169.254.169.254"]],
    ["nothing.example.com", []],
  ])("%s is refused when it is dialled", async (host, addresses) => {
    const answer = await postEvent(
      { url: `https://${host}:8443/`, headers: {}, body: "{}" },
      { privateHosts: [], resolve: async () => addresses.map(address) },
    );
    expect(answer).toMatchObject({
      statusCode: null,
      error: "The host was not found on the public internet",
    });
    expect(hits).toBe(0);
  });

  test("a failed lookup looks the same as a refused one", async () => {
    const answer = await postEvent(
      { url: "https://gone.example.com/", headers: {}, body: "{}" },
      { privateHosts: [], resolve: () => Promise.reject(new Error("ENOTFOUND")) },
    );
    expect(answer.error).toBe("The host was not found on the public internet");
  });

  test("rebinding fails: each request makes one lookup and connects to the checked address", async () => {
    const answers = [["93.184.216.34"], ["127.0.0.1"]];
    let lookups = 0;
    const resolve = async () => (answers[lookups++] ?? ["127.0.0.1"]).map(address);
    const dialled = await new Promise((done) =>
      checkedLookup(resolve)("flips.example.com", { all: true }, (_error, found) => done(found)),
    );
    expect(dialled).toEqual([{ address: "93.184.216.34", family: 4 }]);
    expect(lookups).toBe(1);
    const second = await postEvent(
      { url: "https://flips.example.com:8443/", headers: {}, body: "{}" },
      { privateHosts: [], resolve },
    );
    expect(second.error).toBe("The host was not found on the public internet");
    expect(lookups).toBe(2);
    expect(hits).toBe(0);
  });

  test("a literal address is refused although it needs no lookup", async () => {
    const answer = await postEvent(
      { url: "https://127.0.0.1:8443/", headers: {}, body: "{}" },
      { privateHosts: [] },
    );
    expect(answer.error).toContain("This address can't be used");
    expect(hits).toBe(0);
  });
});

test("the canary server notices a request", async () => {
  const server = createServer((_request, response) => response.end("heard"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const url = `http://named.example:${port}/`;
  const refused = await postEvent({ url, headers: {}, body: "{}" }, { privateHosts: [] });
  expect(refused.statusCode).toBeNull();
  const allowed = await postEvent(
    { url: `http://127.0.0.1:${port}/`, headers: {}, body: "{}" },
    { privateHosts: [`127.0.0.1:${port}`] },
  );
  expect(allowed).toMatchObject({ statusCode: 200, body: "heard" });
  server.close();
});
