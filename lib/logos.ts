import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { imageSize } from "image-size";
import { db, type Tx } from "@/db/client";
import { businesses, logos } from "@/db/schema";
import { type Actor, writeAudit } from "./audit";
import { type GatehouseError, invalid } from "./errors";

export const mostLogoBytes = 200 * 1024;
const mostPixels = 2_000;

/** What every email client shows. */
const mediaTypes: Record<string, string> = { png: "image/png", jpg: "image/jpeg", gif: "image/gif" };

/** Keeps the picture as the business's logo, in place of the one before. Throws `invalid` for anything else. */
export async function setLogo(tx: Tx, businessId: string, picture: Buffer, actor: Actor): Promise<void> {
  const mediaType = readPicture(picture);
  const hash = createHash("sha256").update(picture).digest("hex").slice(0, 12);
  await tx
    .insert(logos)
    .values({ businessId, mediaType, picture })
    .onConflictDoUpdate({ target: logos.businessId, set: { mediaType, picture } });
  await recordLogo(tx, businessId, `/api/logos/${businessId}?v=${hash}`, actor);
}

export async function removeLogo(tx: Tx, businessId: string, actor: Actor): Promise<void> {
  await tx.delete(logos).where(eq(logos.businessId, businessId));
  await recordLogo(tx, businessId, null, actor);
}

export async function findLogo(businessId: string): Promise<typeof logos.$inferSelect | undefined> {
  const [logo] = await db().select().from(logos).where(eq(logos.businessId, businessId));
  return logo;
}

async function recordLogo(tx: Tx, businessId: string, logoUrl: string | null, actor: Actor): Promise<void> {
  await tx.update(businesses).set({ logoUrl }).where(eq(businesses.id, businessId));
  const action = logoUrl ? "business.logo_uploaded" : "business.logo_removed";
  await writeAudit(tx, { businessId, actor, action, subjectId: businessId });
}

/** The picture's media type, by what it is and not by what its sender calls it. */
function readPicture(picture: Buffer): string {
  if (picture.length > mostLogoBytes) throw refused(`The picture is larger than ${mostLogoBytes / 1024} kB`);
  const { type = "", width, height } = measured(picture);
  const mediaType = mediaTypes[type];
  if (!mediaType) throw refused("Use a PNG, JPEG or GIF picture");
  if (Math.max(width, height) > mostPixels)
    throw refused(`The picture is ${width} × ${height} pixels. The most is ${mostPixels} on each side`);
  return mediaType;
}

function measured(picture: Buffer): { type?: string; width: number; height: number } {
  try {
    return imageSize(picture);
  } catch {
    throw refused("Use a PNG, JPEG or GIF picture");
  }
}

function refused(why: string): GatehouseError {
  return invalid(why, { logo: why });
}
