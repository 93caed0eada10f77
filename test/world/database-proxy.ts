import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type DatabaseProxy = Awaited<ReturnType<typeof openDatabaseProxy>>;

/** A TCP proxy in front of Postgres, to play a bad network. */
export async function openDatabaseProxy(databaseUrl: string) {
  const { hostname, port } = new URL(databaseUrl);
  let mode: "forward" | "swallow" | "refuse" = "forward";
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (mode === "refuse") return void client.destroy();
    const upstream = connect(Number(port), hostname);
    // Half open: what is sent while it swallows is gone for good, and nobody is told.
    let dead = mode === "swallow";
    const forward = (from: Socket, to: Socket) => {
      sockets.add(from);
      from.on("data", (part) => {
        dead ||= mode === "swallow";
        if (!dead) to.write(part);
      });
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    };
    forward(client, upstream);
    forward(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    /** Keeps connections open but passes nothing on; they stay dead after `forward`. */
    swallow() {
      mode = "swallow";
    },
    /** Closes all connections, and new ones at once, as a proxy does whose server is down. */
    refuse() {
      mode = "refuse";
      cut();
    },
    forward() {
      mode = "forward";
    },
    cut,
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
