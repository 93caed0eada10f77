import { describe, expect, test } from "vitest";
import { RetryLater } from "@/lib/errors";
import { isFailureCode } from "./failures";
import { classifyRefusal, discordCode, retryLater } from "./problems";

const refused = (status: number, code: number) => ({
  kind: "refused" as const,
  status,
  code,
  message: "words",
});

describe("Discord's answers are classified by who must act", () => {
  test.each([
    [404, 10004, "check_guild", null],
    [403, 50001, "check_guild", null],
    [403, 50013, "check_guild", null],
    [403, 50025, "human", "discord_reconnect_required"],
    [403, 50026, "human", "discord_reconnect_required"],
    [404, 10013, "human", "discord_reconnect_required"],
    [403, 40007, "human", "discord_member_banned"],
    [400, 30001, "human", "discord_server_limit"],
    [400, 50178, "human", "discord_account_unverified"],
    [403, 40002, "human", "discord_account_unverified"],
    [400, 30019, "human", "discord_server_full"],
    [403, 60003, "human", "discord_mfa_required"],
    [404, 10011, "check_guild", null],
    [401, 0, "human", "discord_credentials_invalid"],
    [401, 50014, "human", "discord_credentials_invalid"],
    [403, 340015, "human", "discord_join_limited"],
    [403, 20024, "human", "discord_age_restricted"],
    [403, 10008, "retry", null],
    [403, 40333, "retry", null],
    [409, 0, "retry", null],
    [400, 50035, "unknown", null],
    [405, 0, "unknown", null],
  ])("%i with code %i: %s %s", (status, code, kind, failure) => {
    const problem = classifyRefusal(refused(status, code));
    expect(problem).toMatchObject({ kind, ...(failure && { code: failure }) });
  });

  test("codes decide, never messages: every known code is sorted", () => {
    for (const code of Object.values(discordCode).filter((known) => known !== discordCode.unknownMember)) {
      const problem = classifyRefusal(refused(400, code));
      expect(problem.kind).not.toBe("unknown");
      if (problem.kind === "human") expect(isFailureCode(problem.code)).toBe(true);
    }
  });
});

test("waiting for the rate budget is not a failed attempt; an error is", () => {
  const later = { seconds: 3, ambiguous: false, reason: "the rate budget is spent" };
  expect(retryLater({ ...later, waiting: true })).toMatchObject({ seconds: 3, trouble: false });
  expect(retryLater(later)).toMatchObject({ trouble: true });
  expect(retryLater(later)).toBeInstanceOf(RetryLater);
});
