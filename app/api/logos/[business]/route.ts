import { findLogo } from "@/lib/logos";

type Context = { params: Promise<{ business: string }> };

/** A business's logo, for emails and customers' pages. Its URL changes with the picture. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const logo = await findLogo((await params).business);
  if (!logo) return new Response("Not found", { status: 404 });
  return new Response(new Uint8Array(logo.picture), {
    headers: {
      "content-type": logo.mediaType,
      "cache-control": "public, max-age=86400",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "cross-origin",
    },
  });
}
