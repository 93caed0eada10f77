import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { GET } from "@/app/api/logos/[business]/route";
import { db, inTransaction } from "@/db/client";
import { auditEntries, businesses } from "@/db/schema";
import { occasionOf } from "./email/occasion";
import { mostLogoBytes, removeLogo, setLogo } from "./logos";

const actor = { kind: "person", id: "usr_1", label: "Ana" } as const;

/** The first bytes of a PNG, which say its size. */
function png(width = 64, length = 100): Buffer {
  const picture = Buffer.alloc(length);
  picture.write("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1");
  picture.writeUInt32BE(width, 16);
  picture.writeUInt32BE(64, 20);
  return picture;
}

beforeEach(async () => {
  await db().insert(businesses).values({ id: "bus_1", slug: "demo", name: "Demo" }).onConflictDoNothing();
});

const upload = (picture: Buffer) => inTransaction((tx) => setLogo(tx, "bus_1", picture, actor));
const open = () => GET(new Request("http://a.test"), { params: Promise.resolve({ business: "bus_1" }) });
async function logoUrl(): Promise<string | null> {
  const [business] = await db().select().from(businesses).where(eq(businesses.id, "bus_1"));
  const email = { to: "ana@example.com", language: null };
  return business ? occasionOf("join-discord", business, email).brand.logoUrl : null;
}

test("an uploaded logo is served as what it is, and its URL changes with it", async () => {
  await upload(png(64));
  const first = await logoUrl();
  expect(first).toMatch(/^http:\/\/.+\/api\/logos\/bus_1\?v=/);
  const answer = await open();
  expect(answer.headers.get("content-type")).toBe("image/png");
  expect(answer.headers.get("content-security-policy")).toContain("sandbox");
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(png(64));
  await upload(png(65));
  expect(await logoUrl()).not.toBe(first);
});

test("a removed logo is gone, and the log says who did it", async () => {
  await upload(png());
  await inTransaction((tx) => removeLogo(tx, "bus_1", actor));
  expect(await logoUrl()).toBeNull();
  expect((await open()).status).toBe(404);
  const actions = await db().select({ action: auditEntries.action }).from(auditEntries);
  expect(actions.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["business.logo_uploaded", "business.logo_removed"]),
  );
});

test.each([
  [
    "an SVG, which can hold scripts",
    Buffer.from('<svg width="9" height="9" xmlns="http://www.w3.org/2000/svg"/>'),
  ],
  ["a page", Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["nothing", Buffer.alloc(0)],
  ["a picture that is too large", png(64, mostLogoBytes + 1)],
  ["a picture of too many pixels", png(2_001)],
])("%s is refused as a logo", async (_, picture) => {
  await expect(upload(picture)).rejects.toMatchObject({
    code: "invalid",
    fields: { logo: expect.any(String) },
  });
});
