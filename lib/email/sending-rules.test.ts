import { describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env";
import { classifyReply } from "./classify-reply";
import { fromHeader, isAddress } from "./from-header";
import { whyNotNeeded } from "./why-not-needed";

describe("the From header", () => {
  test("keeps the operator's address and shows the merchant's name to customers", () => {
    const from = (name: string) => fromHeader("Gatehouse <access@gate.example>", "join-discord", name);
    expect(from("Demo Community")).toBe("Demo Community <access@gate.example>");
    expect(from("Ann & Co., Ltd.")).toBe('"Ann & Co., Ltd." <access@gate.example>');
    expect(from('Evil" <me@evil.example>\r\nBcc: all@evil.example')).toBe(
      '"Evil me@evil.example Bcc: all@evil.example" <access@gate.example>',
    );
  });

  test("shows the operator's name to merchants, or a default", () => {
    expect(fromHeader("Gate <a@b.c>", "webhook-failing", "Demo")).toBe("Gate <a@b.c>");
    expect(fromHeader("a@b.c", "sign-in", null)).toBe("Gatehouse <a@b.c>");
  });
});

test.each([
  ["ana@example.com", true],
  ["ana+pro@example.co.uk", true],
  ["ana@example.com, bob@example.com", false],
  ["ana@example.com\r\nBcc: bob@example.com", false],
  ["ana", false],
  ["a@b@c", false],
])("%j can be mailed: %s", (text, possible) => expect(isAddress(text)).toBe(possible));

describe("a reply of the email provider", () => {
  const refusal = (statusCode: number | null, headers: Record<string, string> | null = {}) =>
    classifyReply({ data: null, error: { statusCode, message: "words", name: "validation_error" }, headers });
  test.each([400, 404, 413, 422])("%i is final", (status) => expect(refusal(status).is).toBe("refused"));
  test.each([401, 403, 409, 429, 500, 503, null])("%s is retried", (status) =>
    expect(refusal(status).is).toBe("later"),
  );
  test("says how long to wait", () =>
    expect(refusal(429, { "retry-after": "7" })).toMatchObject({ is: "later", seconds: 7 }));
});

describe("23-email-from", () => {
  const refusal = (statusCode: number, message: string, name: string) =>
    classifyReply({
      data: null,
      error: { statusCode, message, name: name as "validation_error" },
      headers: {},
    });

  test.each([
    [422, "Invalid `from` field. The email address needs to follow the format.", "validation_error"],
    [422, "The from address is not valid", "invalid_from_address"],
    [403, "The shop.example domain is not verified.", "validation_error"],
    [401, "This API key is restricted", "restricted_api_key"],
    [403, "API key is invalid", "invalid_api_key"],
  ])("%i %s keeps the email for the operator", (status, message, name) =>
    expect(refusal(status, message, name)).toMatchObject({ is: "later", senderRefused: true, seconds: 600 }),
  );

  test.each([
    [422, "Invalid `to` field.", "validation_error"],
    [422, "Missing `html` or `text` field.", "validation_error"],
  ])("%i %s is final", (status, message, name) => expect(refusal(status, message, name).is).toBe("refused"));

  const settings = {
    DATABASE_URL: "postgres://h/d",
    APP_URL: "http://localhost:3000",
    AUTH_SECRET: "0123456789abcdef".repeat(2),
    ENCRYPTION_KEYS: `one:${Buffer.from("0123456789abcdef".repeat(2)).toString("base64")}`,
    DISCORD_CLIENT_ID: "123456789012345678",
    DISCORD_CLIENT_SECRET: "secret",
    DISCORD_BOT_TOKEN: "token",
    DISCORD_PUBLIC_KEY: "a".repeat(64),
    RESEND_API_KEY: "re_key",
  };
  test.each(["Gatehouse", "Shop <noreply>", "noreply@shop", "Shop <noreply@shop.example", "a@b.co, c@d.co"])(
    "%j is refused at the start",
    (EMAIL_FROM) => expect(() => readEnv({ ...settings, EMAIL_FROM })).toThrow("EMAIL_FROM is wrong"),
  );
  test.each(["noreply@shop.example", "Shop <noreply@shop.example>", '"Shop, Inc." <a@b.co.uk>'])(
    "%j is taken",
    (EMAIL_FROM) => expect(readEnv({ ...settings, EMAIL_FROM }).EMAIL_FROM).toBe(EMAIL_FROM),
  );
});

describe("a queued email", () => {
  const now = new Date("2026-01-01T12:00:00Z");
  const fresh = new Date("2026-01-01T11:59:00Z");
  const grant = { status: "pending" as const, revokeRequestedAt: null, discordUserId: null };
  test("with a claim link is dropped once the access ended or Discord is connected", () => {
    const mail = { template: "join-discord" as const, createdAt: fresh, moved: false };
    expect(whyNotNeeded(mail, grant, now)).toBeNull();
    expect(whyNotNeeded(mail, { ...grant, status: "revoked" }, now)).toContain("no longer needed");
    expect(whyNotNeeded(mail, { ...grant, revokeRequestedAt: now }, now)).toContain("no longer needed");
    expect(whyNotNeeded(mail, { ...grant, discordUserId: "1" }, now)).toContain("no longer needed");
    expect(whyNotNeeded({ ...mail, moved: true }, grant, now)).toContain("new address");
  });
  test("with a sign-in link is dropped once the link has expired", () => {
    const old = new Date("2026-01-01T11:40:00Z");
    const signIn = { template: "portal-sign-in" as const, moved: false };
    expect(whyNotNeeded({ ...signIn, createdAt: old }, null, now)).toContain("expired");
    expect(whyNotNeeded({ ...signIn, createdAt: fresh }, null, now)).toBeNull();
  });
});
