import { describe, expect, test } from "vitest";
import { failures } from "@/lib/discord/failures";
import { type CardFacts, cardState } from "./card-state";

const facts: CardFacts = {
  status: "pending",
  discordUserId: "1",
  errorCode: null,
  ending: false,
  revocationReason: null,
  inGuild: null,
  pendingRules: false,
  rejoinRequested: false,
  serverName: "Demo",
  businessName: "Ann's shop",
};

test.each([
  ["not connected", { discordUserId: null }, "connect", false],
  ["being delivered", {}, "none", true],
  ["in", { status: "delivered", inGuild: true }, "open", false],
  ["in, rules to accept", { status: "delivered", inGuild: true, pendingRules: true }, "open", false],
  ["left the server", { status: "delivered", inGuild: false }, "restore", false],
  ["asked back in", { status: "delivered", inGuild: false, rejoinRequested: true }, "none", true],
  ["token dead", { status: "failed", errorCode: "discord_reconnect_required" }, "connect", false],
  ["too many servers", { status: "failed", errorCode: "discord_server_limit" }, "retry", false],
  ["merchant must act", { status: "failed", errorCode: "discord_role_above_bot" }, "none", false],
  ["ending", { status: "delivered", ending: true, revocationReason: "refund" }, "none", true],
  ["ended", { status: "revoked", revocationReason: "refund" }, "none", false],
] as const)("%s", (_, change, action, moving) => {
  const state = cardState({ ...facts, ...change });
  expect(state).toMatchObject({ action, moving });
  expect(state.words.length).toBeGreaterThan(10);
});

describe("words for the customer", () => {
  test.each(Object.keys(failures))("%s shows neither a code nor the merchant's menus", (errorCode) => {
    const { words } = cardState({ ...facts, status: "failed", errorCode });
    expect(words).not.toMatch(/discord_|Server settings|undefined/);
  });

  test("a refund names itself, a manual end names the merchant", () => {
    const end = (revocationReason: string) =>
      cardState({ ...facts, status: "revoked", revocationReason }).words;
    expect(end("refund")).toBe("The payment was refunded.");
    expect(end("manual")).toBe("Ann's shop ended it.");
  });
});
