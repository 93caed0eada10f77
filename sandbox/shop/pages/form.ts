import type { Context } from "hono";

export async function formOf(c: Context): Promise<Record<string, string | undefined>> {
  const form = await c.req.formData();
  return Object.fromEntries([...form].map(([name, value]) => [name, typeof value === "string" ? value : ""]));
}

/** Back to the page the button was on; never to another site. */
export function backTo(c: Context, { back }: Record<string, string | undefined>): Response {
  return c.redirect(back && /^\/shop(?![^/?])/.test(back) ? back : "/shop", 303);
}
