import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { readActions, readAddresses } from "./access-matrix/build";
import { type OddRequest, oddRequests } from "./access-matrix/odd-requests";
import { expect, pro, test } from "./fixtures";
import { appUrl } from "./sandbox";

/** `FUZZ_RUNS=20000 npm test -- journeys odd-requests` sends more. */
const count = Number(process.env.FUZZ_RUNS ?? 2_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

test("whatever anybody sends to any address, we never answer that it is our fault", async ({ merchant }) => {
  test.setTimeout(60_000 + count * 40);
  const shop = await merchant();
  await shop.connectShop(pro);
  const session = (await shop.page.context().cookies())
    .map(({ name, value }) => `${name}=${value}`)
    .join("; ");
  const addresses = [...readAddresses(), "/[...anything]", "/api/dashboard/[business]/grants"].map((path) =>
    // Half of the addresses below a business name one that the session may see.
    path.replace("[business]", Math.random() < 0.5 ? shop.slug : "[business]"),
  );
  const own = { origin: appUrl() };
  const action = () => readActions()[Math.floor(Math.random() * readActions().length)]?.id ?? "";
  const people: Record<string, string>[] = [
    {},
    own,
    { ...own, cookie: session },
    { ...own, cookie: session, "next-action": action(), accept: "text/x-component" },
    { ...own, "next-action": action(), accept: "text/x-component" },
    { authorization: `Bearer ${shop.key}` },
    { cookie: session, rsc: "1" },
  ];
  const requests = oddRequests(addresses, people, { count, seed });
  const wrong: string[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const next = requests.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const one of next) {
        const status = await send(one, agent);
        if (status >= 500) wrong.push(`${status} ${JSON.stringify(one).slice(0, 1_000)}`);
      }
    }),
  );
  agent.destroy();
  const log = join(process.env.E2E_DATA_DIR ?? "", "logs", "web.log");
  const why = wrong.length > 0 ? readFileSync(log, "utf8").slice(-20_000) : "";
  expect(wrong, `seed ${seed}\n${why}`).toEqual([]);
  expect((await fetch(`${appUrl()}/api/health`)).status).toBe(200);
});

/** The status; 0 when Node's own parser refuses the request. */
function send({ method, path, headers, body }: OddRequest, agent: Agent): Promise<number> {
  const { hostname, port } = new URL(appUrl());
  return new Promise((resolve) => {
    try {
      const call = request({ hostname, port, method, path, headers, agent }, (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode ?? 0));
        answer.once("error", () => resolve(0));
      });
      call.once("error", () => resolve(0));
      call.end(body);
    } catch {
      resolve(0);
    }
  });
}
