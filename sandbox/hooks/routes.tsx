import { Hono } from "hono";
import type { World } from "../state";
import { catcherNamed, catchersOf, receive } from "./catchers";

export { hooksControl } from "./control";

export function hooksRoutes(world: World): Hono {
  const catchers = catchersOf(world);
  const routes = new Hono();
  routes.all("/hooks/catch/:name", async (c) => {
    const { method } = c.req;
    const request = { method, headers: c.req.header(), body: await c.req.text() };
    const answer = receive(catchers, catcherNamed(catchers, c.req.param("name")), request);
    if (answer.delay_ms > 0) await new Promise((go) => setTimeout(go, answer.delay_ms));
    const hasNoBody = answer.status === 204 || answer.status === 304;
    const body = hasNoBody ? null : (answer.body ?? '{"received":true}');
    return new Response(body, {
      status: answer.status,
      headers: { ...(hasNoBody ? {} : { "content-type": "application/json" }), ...answer.headers },
    });
  });
  return routes;
}
