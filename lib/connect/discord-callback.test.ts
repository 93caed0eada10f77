import { expect, test } from "vitest";
import { readCallback } from "./discord-callback";

const read = (query: string) => readCallback(new Request(`http://localhost:9/discord/authorized?${query}`));

test("the parameters of a redirect", () => {
  expect(read("state=s&code=c&iss=https://discord.com&guild_id=1&error=")).toEqual({
    state: "s",
    code: "c",
    error: null,
    iss: "https://discord.com",
    guildId: "1",
  });
});

test.each([
  "state=s&code=c&iss=https://discord.com&iss=https://evil.example",
  "state=s&code=c&iss=&iss=https://evil.example",
  "state=s&code=c&code=d",
  "state=s&state=t&code=c",
  "state=s&code=c&guild_id=1&guild_id=2",
  `state=s&code=${"c".repeat(3000)}`,
])("%s is no valid redirect", (query) => {
  expect(Object.values(read(query))).toEqual([null, null, null, null, null]);
});
