import { expect, test } from "vitest";
import { deviceWords } from "./device-words";

const mozilla = "Mozilla/5.0";

test.each([
  [
    `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36`,
    "Chrome on macOS",
    false,
  ],
  [
    `${mozilla} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0`,
    "Edge on Windows",
    false,
  ],
  [
    `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1`,
    "Safari on iPhone",
    true,
  ],
  [`${mozilla} (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0`, "Firefox on Linux", false],
  [
    `${mozilla} (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36`,
    "Chrome on Android",
    true,
  ],
  ["curl/8.5.0", "Unknown device", false],
  [null, "Unknown device", false],
])("%s is %s", (userAgent, name, isPhone) => {
  expect(deviceWords(userAgent)).toEqual({ name, isPhone });
});
