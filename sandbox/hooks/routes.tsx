/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { wholePage } from "../page";
import type { World } from "../state";
import { catcherNamed, catchersOf, plainAnswer, receive, setSecret } from "./catchers";
import { HooksPage } from "./pages";

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
  routes.get("/hooks", (c) =>
    c.html(wholePage(<HooksPage catchers={catchers} chosen={c.req.query("name")} />)),
  );
  routes.post("/hooks/new", async (c) => toCatcher(c, catcherNamed(catchers, await field(c, "name")).name));
  routes.post("/hooks/:name/secret", async (c) => {
    const catcher = catcherNamed(catchers, c.req.param("name"));
    setSecret(catchers, catcher, (await field(c, "secret")).trim());
    return toCatcher(c, catcher.name);
  });
  routes.post("/hooks/:name/answer", async (c) => {
    const catcher = catcherNamed(catchers, c.req.param("name"));
    const status = Number(await field(c, "status"));
    const delay = Number(await field(c, "delay_ms"));
    catcher.answer = {
      ...plainAnswer,
      status: status >= 200 && status <= 599 ? status : 200,
      delay_ms: Math.min(60_000, Math.max(0, delay || 0)),
    };
    world.changed("hooks");
    return toCatcher(c, catcher.name);
  });
  return routes;
}

async function field(c: Context, name: string): Promise<string> {
  const value = (await c.req.parseBody())[name];
  return typeof value === "string" ? value : "";
}

function toCatcher(c: Context, name: string): Response {
  return c.redirect(`/hooks?name=${encodeURIComponent(name)}`, 303);
}
