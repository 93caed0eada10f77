"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction, orUnavailable, provenAction } from "@/lib/actions";
import * as connect from "@/lib/payments/connections/connect-provider";
import * as disconnect from "@/lib/payments/connections/disconnect-provider";
import * as replace from "@/lib/payments/connections/replace-key";
import * as rotate from "@/lib/payments/connections/rotate-secret";
import { requestProductSync } from "@/lib/payments/connections/sync-products";
import * as testing from "@/lib/payments/connections/test-connection";
import type { Mode } from "@/lib/payments/provider";
import { providerNamed, providerNames } from "@/lib/payments/providers";
import * as asking from "@/lib/purchases/ask-again";
import * as policies from "@/lib/purchases/connection-policy";
import * as rerun from "@/lib/purchases/rerun-events";
import { cleanLine } from "@/lib/text";

const blankIsNull = (value: unknown) => (typeof value === "string" && value.trim() === "" ? null : value);

const key = z.string().trim().min(8, "Paste the whole key").max(500);
const newConnection = z.object({
  provider: z.enum(providerNames),
  name: z.string().overwrite(cleanLine).min(1, "Enter a name").max(60),
  apiKey: key,
  mode: z.enum(["test", "live"]).optional(),
  baseUrl: z.preprocess(blankIsNull, z.string().trim().nullable()),
  webhookSecret: z.preprocess(blankIsNull, z.string().trim().max(500).nullable()),
  externalBusinessId: z.preprocess(blankIsNull, z.string().overwrite(cleanLine).max(100).nullable()),
});

const noAnswer = "The provider didn't respond. Nothing was saved. Try again.";

function addressOf(provider: string, mode: Mode | undefined): string | null {
  return (mode && providerNamed(provider).addresses?.()?.[mode]) ?? null;
}

/** Tests the key at the provider before storing anything. */
export async function connectProvider(
  slug: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult<{ name: string }>> {
  return provenAction(slug, "admin", async ({ business, actor }) => {
    const { mode, ...wanted } = newConnection.parse(Object.fromEntries(form));
    const baseUrl = wanted.baseUrl ?? addressOf(wanted.provider, mode);
    const { name } = await orUnavailable(
      connect.connectProvider({ ...wanted, baseUrl, businessId: business.id, actor }),
      noAnswer,
    );
    refresh();
    return { name };
  });
}

/** Calls the provider with the stored key; changes nothing. */
export async function testConnection(slug: string, id: string): Promise<ActionResult<{ products: number }>> {
  return memberAction(slug, "admin", ({ business }) =>
    orUnavailable(testing.testConnection(business.id, String(id)), "The provider didn't respond. Try again."),
  );
}

export async function syncProducts(slug: string, id: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, inTransaction }) => {
    await inTransaction((tx) => requestProductSync(tx, business.id, String(id)));
    refresh();
    return null;
  });
}

const newSecret = z.object({ secret: z.string().trim().min(1, "Paste the new secret").max(500) });

export async function rotateSecret(
  slug: string,
  id: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const { secret } = newSecret.parse(Object.fromEntries(form));
    await inTransaction((tx) => rotate.rotateSecret(tx, business.id, id, secret, actor));
    refresh();
    return null;
  });
}

export async function replaceKey(
  slug: string,
  id: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ business, actor }) => {
    const { apiKey } = z.object({ apiKey: key }).parse(Object.fromEntries(form));
    await orUnavailable(replace.replaceKey(business.id, String(id), apiKey, actor), noAnswer);
    refresh();
    return null;
  });
}

export async function disconnectProvider(
  slug: string,
  id: string,
): Promise<ActionResult<{ leftBehind: string | null }>> {
  return provenAction(slug, "admin", async ({ business, actor }) => {
    const outcome = await disconnect.disconnectProvider(business.id, String(id), actor);
    refresh();
    return outcome;
  });
}

/** What a change of policy would do, before it is asked for. */
export async function previewPolicy(
  slug: string,
  id: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult<policies.PolicyEffects & { change: z.output<typeof policies.policyInput> }>> {
  return memberAction(slug, "admin", async ({ business, inTransaction }) => {
    const change = policies.policyInput.parse(Object.fromEntries(form));
    const effects = await inTransaction((tx) => policies.previewPolicy(tx, business.id, id, change));
    return { ...effects, change };
  });
}

export async function savePolicy(slug: string, id: string, given: unknown): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const change = policies.policyInput.parse(given);
    await inTransaction((tx) => policies.savePolicy(tx, business.id, String(id), change, actor));
    refresh();
    return null;
  });
}

export async function rerunEvent(slug: string, eventId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => rerun.rerunEvent(tx, business.id, String(eventId), actor));
    refresh();
    return null;
  });
}

/** Starts long work: all events of one cause are applied again. */
export async function rerunEvents(slug: string, cause: string): Promise<ActionResult<{ runId: string }>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const runId = await inTransaction((tx) => rerun.startRerun(tx, business.id, String(cause), actor));
    return { runId };
  });
}

export async function dismissEvents(slug: string, cause: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => rerun.dismissEvents(tx, business.id, String(cause), actor));
    refresh();
    return null;
  });
}

export async function askAgain(slug: string, connectionId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, inTransaction }) => {
    await inTransaction((tx) => asking.askAgain(tx, business.id, String(connectionId)));
    refresh();
    return null;
  });
}
