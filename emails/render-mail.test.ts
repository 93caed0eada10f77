import { describe, expect, test } from "vitest";
import { buttonColors } from "@/lib/brand-colors";
import { type Language, languages } from "@/lib/languages/languages";
import { texts } from "@/lib/languages/texts";
import type { EmailProps, EmailTemplate } from "./email-props";
import { fillIn, noWords } from "./own-words";
import { renderMail } from "./render-mail";

const link = "https://access.example/connect/discord/abc?x=1&y=2";
const what = { productName: "Pro", serverName: "The Lounge", roleName: "VIP" };
const endpoint = {
  endpointUrl: "https://shop.example/hooks",
  failingSince: "2026-01-01T10:00:00.000Z",
  lastFailure: "500 Internal Server Error",
  link,
};

function samples(names: string): EmailProps {
  const given = { ...what, productName: names, serverName: names, roleName: names };
  return {
    "join-discord": { ...given, link, linkExpiresAt: "2026-01-08T10:00:00.000Z" },
    "claim-reminder": { ...given, link, linkExpiresAt: "2026-01-08T10:00:00.000Z" },
    "access-ready": { ...given, guildId: "123456789012345678" },
    "reconnect-discord": { ...given, code: "discord_reconnect_required", link },
    "access-ended": { ...given, reason: "subscription_cancelled" },
    "account-switched": { fromName: names, toName: names, serverNames: [names] },
    "sign-in": { link },
    "portal-sign-in": { link },
    "second-step-changed": { kind: "passkey_added", passkey: names, link },
    invite: { invitedBy: names, role: "admin", link },
    "server-needs-attention": {
      serverName: names,
      roleName: names,
      code: "discord_role_above_bot",
      waiting: 27,
      link,
    },
    "server-recovered": { serverName: names, served: 27, link },
    "role-taken": { serverName: names, roleName: names, entitlementName: names, customer: names, link },
    "payments-need-attention": { causes: [{ title: names, events: 27, people: 1 }], more: 2, link },
    "webhook-failing": { ...endpoint, pausesAt: "2026-01-06T10:00:00.000Z" },
    "webhook-paused": endpoint,
  };
}

const serverUrl = (guildId: string) => `https://chat.example/channels/${guildId}`;

function occasion(name: string, language: Language = "en") {
  const brand = { name, logoUrl: null, brandColor: null, supportEmail: "help@shop.example" };
  const portalUrl = "https://access.example/portal";
  return { brand, to: "ana@example.com", portalUrl, serverUrl, texts: texts(language), own: noWords };
}

const templates = Object.keys(samples("x")) as EmailTemplate[];
const ownLinks: Partial<Record<EmailTemplate, string>> = {
  "access-ready": serverUrl("123456789012345678"),
  "access-ended": "https://access.example/portal",
  "account-switched": "https://access.example/portal",
};

describe.each(templates)("%s", (template) => {
  test("holds its link once as a button and once as text, in HTML and in plain text", async () => {
    const mail = await renderMail(template, samples("Demo")[template], occasion("Demo"));
    const wanted = ownLinks[template] ?? link;
    expect(mail.html.split(`href="${wanted.replaceAll("&", "&amp;")}"`).length - 1).toBe(2);
    expect(mail.html).toContain(`>${wanted.replaceAll("&", "&amp;")}<`);
    expect(mail.text.replace(/\s+/g, " ")).toContain(wanted);
    expect(mail.text).toContain("ana@example.com");
  });

  test.each(languages)("is written whole in %s", async (language) => {
    const mail = await renderMail(template, samples("Demo")[template], occasion("Demo", language));
    expect(mail.html).toContain(`lang="${language}"`);
    expect(`${mail.subject} ${mail.text}`).not.toMatch(/[{}]|undefined|\bmail\.\w/);
  });

  test("shows names from people as text", async () => {
    const evil = `<script>alert(1)</script>"><img src=x onerror=alert(2)>{{7*7}}`;
    const mail = await renderMail(template, samples(evil)[template], occasion(evil));
    expect(mail.html).not.toMatch(/<script|<img|onerror=alert\(2\)>[^&]/);
  });

  test("has a subject of one line, and is the same each time", async () => {
    const name = "Line\r\nBcc: x@evil.example\u202e";
    const first = await renderMail(template, samples(name)[template], occasion(name));
    expect(first.subject).not.toMatch(/[\r\n\u202e]/);
    expect(await renderMail(template, samples(name)[template], occasion(name))).toEqual(first);
  });
});

test("the claim mail carries the merchant's name in its subject and says why it came", async () => {
  const mail = await renderMail("join-discord", samples("Pro")["join-discord"], occasion("Demo Community"));
  expect(mail.subject).toBe("Join the Demo Community Discord");
  expect(mail.text).toContain("8 January 2026 at 10:00 UTC");
  expect(mail.text.replace(/\s+/g, " ")).toContain("because ana@example.com was used to get Pro");
  expect(mail.html).toContain("prefers-color-scheme: dark");
});

test("a button's text reads on any colour of a merchant", () => {
  expect(buttonColors("#ffe600").color).toBe("#111111");
  expect(buttonColors("#1a1a80").color).toBe("#ffffff");
  expect(buttonColors("red;background:url(x)").backgroundColor).toBe("#4f46e5");
});

test("a customer who must leave a server first is told so, not to connect again", async () => {
  const props = { ...samples("Pro")["reconnect-discord"], code: "discord_server_limit" };
  const mail = await renderMail("reconnect-discord", props, occasion("Demo"));
  expect(mail.text).toContain("Leave one");
  expect(mail.subject).not.toContain("connect");
});

describe("a business's own words", () => {
  const own = {
    subject: "Your {product} is here {unknown}",
    intro: "Hello from {business}!\nGet {role} in {server}.\n\n<b>Bold</b> claims.",
  };
  const render = (template: EmailTemplate, words: typeof own) =>
    renderMail(template, samples("Pro")[template], { ...occasion("Demo"), own: words });

  test.each(["join-discord", "claim-reminder", "access-ready", "reconnect-discord", "access-ended"] as const)(
    "are in %s, as text and with the names filled in",
    async (template) => {
      const mail = await render(template, own);
      expect(mail.subject).toBe("Your Pro is here {unknown}");
      expect(mail.html).toContain("Hello from Demo!<br/>Get Pro in Pro.</p>");
      expect(mail.html).toContain("&lt;b&gt;Bold&lt;/b&gt; claims.");
      expect(mail.text).toContain("Hello from Demo!\nGet Pro in Pro.");
    },
  );

  test("of a gift name the role, and of membership the server", () => {
    const brand = occasion("Demo").brand;
    const gift = { productName: null, serverName: "The Lounge", roleName: "VIP" };
    expect(fillIn("{product} {role} {server}", gift, brand)).toBe("VIP VIP The Lounge");
    expect(fillIn("{product} {role}", { ...gift, roleName: null }, brand)).toBe("The Lounge The Lounge");
  });

  test("never add a line to the subject", async () => {
    const mail = await render("join-discord", { ...own, subject: "Hi\r\nBcc: evil@example.com" });
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });
});
