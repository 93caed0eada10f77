import { inTransaction } from "@/db/client";
import { startPortalConnection } from "@/lib/connect/connect-account";
import { linkCustomer } from "@/lib/connect/link-customer";
import { openClaimLink } from "@/lib/connect/open-claim-link";
import { randomToken } from "@/lib/crypto";
import { exchangeCode, redirectUris } from "@/lib/discord/oauth";
import { consumeState, findState, setOutcome, stateVerifier } from "@/lib/discord/oauth-state";
import { listGrants } from "@/lib/grants/find-grants";
import { grantLink } from "@/lib/grants/serialize-grant";
import type { Customer } from "./customers";
import { control } from "./sandbox-control";

export async function grantsOf(businessId: string, { email }: Customer) {
  const rows = await inTransaction((tx) => listGrants(tx, businessId, { search: email, limit: 10 }));
  return rows.map(({ grant }) => grant).reverse();
}

/** Opens the link of the claim mail and returns the address of Discord's consent page. */
export async function openLink(businessId: string, customer: Customer): Promise<string> {
  const [link] = (await grantsOf(businessId, customer)).map(grantLink).filter((one) => one !== null);
  const opened = await openClaimLink(link?.split("/").at(-1) ?? "", randomToken(), true);
  if (opened.kind !== "consent") throw new Error(`The link of ${customer.email} is ${opened.kind}`);
  return opened.url;
}

export async function makeUser(username: string, displayName: string): Promise<string> {
  const { id } = await control<{ id: string }>("/discord/users", { username, display_name: displayName });
  return id;
}

/** Consents as this Discord user and links them, with tokens that really work. Only the sync remains. */
export async function consent(
  url: string,
  user: { id: string; username: string; name: string },
): Promise<void> {
  const { location } = await control<{ location: string }>("/discord/authorize", { url, user_id: user.id });
  const back = new URL(location).searchParams;
  const state = await inTransaction((tx) => findState(tx, back.get("state") ?? "", ["claim", "portal"]));
  if (!state) throw new Error("The sandbox returned an unknown state");
  const tokens = await exchangeCode(back.get("code") ?? "", stateVerifier(state), redirectUris.authorize());
  if (tokens.kind !== "ok")
    throw new Error(
      `The sandbox refused its own code: ${tokens.kind === "later" ? tokens.reason : tokens.message}`,
    );
  await inTransaction(async (tx) => {
    await consumeState(tx, state.id);
    const account = { id: user.id, username: user.username, global_name: user.name, avatar: null };
    const linked = await linkCustomer(tx, state, account, tokens.body);
    if (!linked.ok) throw new Error(`${user.username} could not be linked: ${linked.why}`);
    await setOutcome(tx, state.id, { kind: "linked", discordUserId: user.id });
  });
}

export function startSwitch(customer: { id: string; businessId: string }): Promise<string> {
  return startPortalConnection(customer, randomToken());
}
