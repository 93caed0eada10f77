import { expect, test } from "vitest";
import { withoutOwnLinks } from "./kept-mail";

const appUrl = "https://gatehouse.test";

test("no link into the installation is left, in HTML or text; pictures and other sites stay", () => {
  const { html, text, subject } = withoutOwnLinks(
    {
      from: "Demo <demo@x.test>",
      subject: "Join",
      html: `<img src="${appUrl}/logos/1.png"><a href="${appUrl}/connect/discord/s3cret">${appUrl}/connect/discord/s3cret</a><a href='${appUrl}/portal/sign-in/s3cret?a=1&amp;b=2'>x</a><a href="https://discord.com/x">y</a>`,
      text: `Open ${appUrl}/connect/discord/s3cret\nor https://discord.com/x`,
    },
    appUrl,
  );
  expect(html + text).not.toContain("s3cret");
  expect(html).toContain(`<img src="${appUrl}/logos/1.png">`);
  expect(html).toContain(`<a href="${appUrl}/…">${appUrl}/…</a>`);
  expect(html).toContain('<a href="https://discord.com/x">');
  expect(text).toBe(`Open ${appUrl}/…\nor https://discord.com/x`);
  expect(subject).toBe("Join");
});
