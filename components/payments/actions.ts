"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction } from "@/lib/auth";
import { GatehouseError, RetryLater } from "@/lib/errors";
import {
  connectProvider,
  disconnectProvider,
  requestProductSync,
  rotateSecret,
} from "@/lib/payments/connections";
import { rerunEvent } from "@/lib/purchases/find-inbox-events";
import { cleanLine } from "@/lib/text";

const blankIsNull = (value: unknown) => (typeof value === "string" && value.trim() === "" ? null : value);

const newConnection = z.object({
  provider: z.enum(["dodo", "stripe"]),
  name: z.string().overwrite(cleanLine).min(1, "Give it a name").max(60),
  apiKey: z.string().trim().min(8, "Paste the whole key").max(500),
  baseUrl: z.preprocess(blankIsNull, z.url({ protocol: /^https?$/, error: "Not a web address" }).nullable()),
  webhookSecret: z.preprocess(blankIsNull, z.string().trim().max(500).nullable()),
  externalBusinessId: z.preprocess(blankIsNull, z.string().overwrite(cleanLine).max(100).nullable()),
});

/** Tries the key at the provider before anything is stored. */
export async function connect(
  slug: string,
  _before: ActionResult<{ name: string }> | null,
  form: FormData,
): Promise<ActionResult<{ name: string }>> {
  return memberAction(slug, "admin", async ({ business, actor }) => {
    const wanted = newConnection.parse(Object.fromEntries(form));
    try {
      const { name } = await connectProvider({ ...wanted, businessId: business.id, actor });
      refresh();
      return { name };
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
      throw new GatehouseError("unavailable", "The provider does not answer. Nothing was saved; try again.");
    }
  });
}

export async function syncNow(slug: string, id: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, inTransaction }) => {
    await inTransaction((tx) => requestProductSync(tx, business.id, String(id)));
    refresh();
    return null;
  });
}

export async function replaceSecret(slug: string, id: string, secret: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const clean = z.string().trim().min(1, "Paste the new secret").max(500).parse(secret);
    await inTransaction((tx) => rotateSecret(tx, business.id, String(id), clean, actor));
    refresh();
    return null;
  });
}

export async function disconnect(slug: string, id: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => disconnectProvider(tx, business.id, String(id), actor));
    refresh();
    return null;
  });
}

export async function rerun(slug: string, eventId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => rerunEvent(tx, business.id, String(eventId), actor));
    refresh();
    return null;
  });
}
