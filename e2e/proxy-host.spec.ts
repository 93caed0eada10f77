import { request as httpRequest } from "node:http";
import type { Request } from "@playwright/test";
import { address, expect, test } from "./fixtures";
import { appUrl, unique } from "./sandbox";

test.describe("15-proxy-that-changes-host: server actions work whatever a proxy says of the host", () => {
  test("a form that was sent once is sent again, with other hosts", async ({ someone }) => {
    const page = await someone();
    await page.goto(`${appUrl()}/portal`);
    await page.getByLabel("Email").fill(address(unique("proxied")));
    const sending = page.waitForRequest((one) => one.method() === "POST");
    await page.getByRole("button", { name: "Email me a link" }).click();
    const action = await sending;
    await expect(page.getByText("a sign-in link is on its way")).toBeVisible();
    const { host } = new URL(appUrl());
    const seen: Record<string, string>[] = [
      { host },
      { host: "web:3000" },
      { host, "x-forwarded-host": "localhost" },
      { host: "web:3000", "x-forwarded-host": "internal.example:8080", "x-forwarded-proto": "http" },
    ];
    for (const hosts of seen) expect(await sendAgain(action, hosts), JSON.stringify(hosts)).toBe(200);
    expect(await sendAgain(action, { host, origin: "https://evil.example" })).toBe(403);
  });
});

/** The browser's own request, with other headers; resolves to the status. */
async function sendAgain(action: Request, changed: Record<string, string>): Promise<number> {
  const headers = { ...(await action.allHeaders()), ...changed };
  const sent = Object.entries(headers).filter(([name]) => !name.startsWith(":"));
  const { hostname, port, pathname } = new URL(action.url());
  return new Promise((resolve, reject) => {
    const options = { method: "POST", hostname, port, path: pathname, headers: Object.fromEntries(sent) };
    const sending = httpRequest(options, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sending.on("error", reject);
    sending.end(action.postDataBuffer());
  });
}
