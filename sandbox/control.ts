import { Hono } from "hono";
import { discordControl } from "./discord/control";
import { faultInput } from "./faults";
import { hooksControl } from "./hooks/routes";
import { inboxControl } from "./inbox/routes";
import { Refusal, readControlBody } from "./refusal";
import { shopControl } from "./shop/routes";
import type { World } from "./state";

/** `/control`: how tests and scripts drive the sandbox. */
export function controlRoutes(world: World): Hono {
  const control = new Hono();
  control.post("/reset", (c) => {
    world.reset();
    return c.json({ ok: true });
  });
  control.get("/faults", (c) => c.json({ faults: world.faults.list() }));
  control.post("/faults", async (c) => c.json(world.faults.add(await readControlBody(c, faultInput))));
  control.post("/faults/release", (c) => {
    world.faults.release();
    return c.json({ ok: true });
  });
  control.delete("/faults", (c) => {
    world.faults.clear();
    return c.json({ ok: true });
  });
  control.get("/requests", (c) => c.json(world.requests.summary()));
  control.delete("/requests", (c) => {
    world.requests.clear();
    return c.json({ ok: true });
  });
  if (world.hasDiscord) control.route("/discord", discordControl(world));
  control.route("/inbox", inboxControl(world));
  control.route("/shop", shopControl(world));
  control.route("/hooks", hooksControl(world));
  control.onError((error, c) => {
    if (error instanceof Refusal) return c.json({ error: error.message }, error.status);
    console.error(error);
    return c.json({ error: "Something went wrong in the sandbox itself. Its log has the details." }, 500);
  });
  control.all("*", (c) => c.json({ error: "There is no such control call." }, 404));
  return control;
}
