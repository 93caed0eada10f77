import type { Server } from "node:http";
import type { AddressInfo, Server as TcpServer } from "node:net";
import { onTestFinished } from "vitest";

/** Opens a server of the current test, which closes it, and returns its `host:port`. Not for concurrent tests. */
export async function listen(server: Server | TcpServer, host = "127.0.0.1"): Promise<string> {
  onTestFinished(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((done) => server.listen(0, host, done));
  return `${host}:${(server.address() as AddressInfo).port}`;
}
