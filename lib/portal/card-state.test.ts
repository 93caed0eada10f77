import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grantStatuses, type RevocationReason } from "@/db/schema";
import { failures } from "@/lib/discord/failures";
import { texts } from "@/lib/languages/texts";
import { type CardFacts, cardState } from "./card-state";

const { t } = texts("en");
const facts: CardFacts = {
  status: "pending",
  discordUserId: "1",
  errorCode: null,
  errorDetail: null,
  ending: false,
  revocationReason: null,
  inGuild: null,
  pendingRules: false,
  rejoinRequested: false,
  syncIn: null,
  serverName: "Demo",
  businessName: "Ann's shop",
};

test.each([
  ["not connected", { discordUserId: null }, "connect", false],
  ["being delivered", {}, "none", true],
  ["in", { status: "delivered", inGuild: true }, "open", false],
  ["in, rules to accept", { status: "delivered", inGuild: true, pendingRules: true }, "open", false],
  ["left the server", { status: "delivered", inGuild: false }, "restore", false],
  ["being tried again", { status: "failed", errorCode: "discord_server_limit", syncIn: -2 }, "none", true],
  ["new account being let in", { status: "delivered", syncIn: 5 }, "none", true],
  ["asked back in", { status: "delivered", inGuild: false, rejoinRequested: true }, "none", true],
  ["token dead", { status: "failed", errorCode: "discord_reconnect_required" }, "connect", false],
  ["too many servers", { status: "failed", errorCode: "discord_server_limit" }, "retry", false],
  ["merchant must act", { status: "failed", errorCode: "discord_role_above_bot" }, "none", false],
  ["ending", { status: "delivered", ending: true, revocationReason: "refund" }, "none", true],
  ["ended", { status: "revoked", revocationReason: "refund" }, "none", false],
] as const)("%s", (_, change, action, moving) => {
  const state = cardState(t, { ...facts, ...change });
  expect(state).toMatchObject({ action, moving });
  expect(state.words.length).toBeGreaterThan(10);
});

describe("an open page keeps polling", () => {
  const anyFacts = fc.record({
    status: fc.constantFrom(...grantStatuses),
    discordUserId: fc.constantFrom("1", null),
    errorCode: fc.constantFrom(null, ...Object.keys(failures)),
    ending: fc.boolean(),
    inGuild: fc.constantFrom(true, false, null),
    pendingRules: fc.boolean(),
    rejoinRequested: fc.boolean(),
    syncIn: fc.constantFrom(null, -5, 0, 30, 86_400),
  });

  test("while a sync is running or due soon, whatever it shows", () => {
    fc.assert(
      fc.property(anyFacts, (change) => {
        const { awaited, moving } = cardState(t, { ...facts, ...change });
        if (change.status === "revoked") expect(awaited).toBe(false);
        else if (moving || (change.syncIn !== null && change.syncIn <= 60)) expect(awaited).toBe(true);
      }),
    );
  });

  test.each([
    ["the merchant has to fix something", { status: "failed", errorCode: "discord_role_above_bot" }, true],
    [
      "the customer has to act",
      { status: "failed", errorCode: "discord_server_limit", syncIn: 80_000 },
      false,
    ],
    ["nothing is planned", { status: "delivered", inGuild: true }, false],
  ] as const)("%s", (_, change, awaited) => {
    expect(cardState(t, { ...facts, ...change }).awaited).toBe(awaited);
  });
});

describe("words for the customer", () => {
  test.each(Object.keys(failures))("%s shows neither a code nor the merchant's menus", (errorCode) => {
    const { words } = cardState(t, { ...facts, status: "failed", errorCode });
    expect(words).not.toMatch(/discord_|Server settings|undefined/);
  });

  test("a refund names itself, a manual end names the merchant", () => {
    const end = (revocationReason: RevocationReason) =>
      cardState(t, { ...facts, status: "revoked", revocationReason }).words;
    expect(end("refund")).toBe("The payment was refunded.");
    expect(end("manual")).toBe("Ann's shop ended it.");
  });
});
