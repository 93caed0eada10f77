import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What an account's API answers now, and when that is there; the key of a call names the account. */
type Asked = { answer: (url: URL) => object | null; now: () => number };

/** The providers' APIs for any number of accounts. */
export async function shopServer() {
  const accounts = new Map<string, Asked>();
  const server = createServer((request, response) => {
    const asked = accounts.get(request.headers.authorization?.replace(/^Bearer /i, "") ?? "");
    const found = asked?.answer(new URL(request.url ?? "", "http://shop"));
    response.sendDate = false;
    response.writeHead(found ? 200 : 404, {
      "content-type": "application/json",
      date: new Date((asked?.now() ?? 0) * 1000).toUTCString(),
    });
    response.end(JSON.stringify(found ?? { error: { type: "invalid_request_error", code: "not_found" } }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accounts,
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}

export type ShopServer = Awaited<ReturnType<typeof shopServer>>;
