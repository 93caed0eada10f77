import type { FailureCode } from "@/db/schema";
import type { Translate } from "@/lib/languages/texts";
import { type CustomerFailure, failures, failureWho, isFailureCode } from "./failures";

/** What the customer is told. The other failures are the merchant's, and not for customers to read about. */
const told = [
  "discord_unavailable",
  "discord_reconnect_required",
  "discord_server_limit",
  "discord_account_unverified",
  "discord_age_restricted",
  "discord_join_limited",
  "discord_join_refused",
  "discord_member_banned",
  "discord_server_full",
] as const satisfies FailureCode[];

export function isCustomerFailure(code: string): code is CustomerFailure {
  return isFailureCode(code) && failures[code].who === "customer";
}

/** In the portal and in emails. `detail` is Discord's own sentence. */
export function wordsForCustomer(t: Translate, code: string, detail: string | null = null): string {
  const words = t(`failure.${told.find((one) => one === code) ?? "notYours"}`);
  return detail && failureWho(code) === "customer" ? `${words} ${t("failure.says", { detail })}` : words;
}
