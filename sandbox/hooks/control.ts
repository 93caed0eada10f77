import { Hono } from "hono";
import { z } from "zod";
import { readControlBody } from "../refusal";
import type { World } from "../state";
import { type Catcher, catcherNamed, catchersOf, plainAnswer, setSecret } from "./catchers";

const answerInput = z.object({
  status: z.number().int().min(200).max(599).default(200),
  delay_ms: z.number().min(0).max(120_000).default(0),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().nullable().default(null),
  times: z.number().int().positive().nullable().default(null),
});

/** `/control/hooks`: what each catcher received, and what it answers. */
export function hooksControl(world: World): Hono {
  const catchers = catchersOf(world);
  const control = new Hono();
  control.get("/", (c) => c.json({ catchers: [...catchers.all().values()].map(withJson) }));
  control.get("/:name", (c) => c.json(withJson(catcherNamed(catchers, c.req.param("name")))));
  control.delete("/:name", (c) => {
    catchers.all().delete(c.req.param("name"));
    world.changed("hooks");
    return c.json({ ok: true });
  });
  control.post("/:name/answer", async (c) => {
    const catcher = catcherNamed(catchers, c.req.param("name"));
    catcher.answer = { ...plainAnswer, ...(await readControlBody(c, answerInput)) };
    world.changed("hooks");
    return c.json(catcher.answer);
  });
  control.post("/:name/secret", async (c) => {
    const { secret } = await readControlBody(c, z.object({ secret: z.string().min(1) }));
    const catcher = catcherNamed(catchers, c.req.param("name"));
    setSecret(catchers, catcher, secret);
    return c.json({ ok: true });
  });
  return control;
}

function withJson(catcher: Catcher) {
  const received = catcher.received.map((one) => ({ ...one, json: jsonOrNull(one.body) }));
  return { ...catcher, url_path: `/hooks/catch/${catcher.name}`, received };
}

function jsonOrNull(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
