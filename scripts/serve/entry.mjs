// @ts-check
// The web process: Next behind a small HTTP server of our own, which alone knows where a request comes from. Plain
// JavaScript, because it runs without a compiler.
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import next from "next";
import { guardRequest } from "./guard-request.mjs";
import { blameUnreadActions } from "./unread-actions.mjs";

const { values } = parseArgs({
  options: {
    dev: { type: "boolean", default: false },
    port: { type: "string", default: "3000" },
    hostname: { type: "string", default: "0.0.0.0" },
  },
});
const { dev, hostname } = values;
const port = Number(values.port);
const trustedProxies = Number(process.env.TRUSTED_PROXIES || 0);

const server = createServer((request, response) => {
  // Somebody who goes away in the middle is nobody's fault, and would otherwise count as an uncaught error.
  request.on("error", () => {});
  if (guardRequest(request, response, trustedProxies)) return blameUnreadActions(request, response, handle);
});
const app = next({ dev, hostname, port, httpServer: server });
await app.prepare();
const handle = app.getRequestHandler();
server.listen(port, hostname, () => console.log(`Listening on ${hostname}:${port}`));
server.once("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);

/** Finishes what has begun; whoever stops us waits as long as they like. */
function stop() {
  server.close(async () => {
    await app.close();
    process.exit(0);
  });
  server.closeIdleConnections();
  if (dev) server.closeAllConnections();
}
