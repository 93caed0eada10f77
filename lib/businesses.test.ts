import { expect, test, vi } from "vitest";
import { businessSettings } from "./businesses";

vi.mock("@/lib/env", () => ({
  env: () => ({ APP_URL: "https://gate.example.com", DATABASE_URL: "postgres://db.example.com/x" }),
}));

const logo = (logoUrl: string) => businessSettings.pick({ logoUrl: true }).safeParse({ logoUrl });

test.each([
  ["http://shop.example/logo.png", "It must begin with https://"],
  ["https://me:secret@shop.example/logo.png", "It must not hold a user name or password"],
  ["https://127.0.0.1/logo.png", "It must be a host on the public internet"],
  ["https://0x7f000001/logo.png", "It must be a host on the public internet"],
  ["https://[::ffff:10.0.0.1]/logo.png", "It must be a host on the public internet"],
  ["https://intranet/logo.png", "It must be a host on the public internet"],
  ["https://169.254.169.254/", "It must be a host on the public internet"],
  ["https://shop.example:5432/logo.png", "It must use the port 443 or 8443"],
  ["javascript:alert(1)", "It must be a whole URL that begins with https://"],
  ["data:image/png;base64,AA==", "It must be a whole URL that begins with https://"],
])("a logo at %s is refused", (text, words) =>
  expect(logo(text).error?.issues).toMatchObject([{ path: ["logoUrl"], message: words }]),
);

test("a logo has a public https address, or none", () => {
  expect(logo(" https://shop.example/logo.png?v=2 ").data).toEqual({
    logoUrl: "https://shop.example/logo.png?v=2",
  });
  expect(logo(" ").data).toEqual({ logoUrl: null });
});
