"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction, provenAction } from "@/lib/actions";
import * as apiKeys from "@/lib/api-keys";
import { databaseNow } from "@/lib/clock";
import { cleanLine } from "@/lib/text";

const newKey = z.object({
  name: z.string().overwrite(cleanLine).min(1, "Enter a name").max(60, "At most 60 characters"),
  rights: z.enum(["all", "read"]),
  days: z.enum(["never", "30", "90", "365"]),
});

export async function createApiKey(
  slug: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult<{ key: string }>> {
  return provenAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const { name, rights, days } = newKey.parse(Object.fromEntries(form));
    const readOnly = rights === "read";
    const expiresAt = days === "never" ? null : new Date(databaseNow().getTime() + Number(days) * 86_400_000);
    const { key } = await inTransaction((tx) =>
      apiKeys.createApiKey(tx, { businessId: business.id, name, readOnly, expiresAt, actor }),
    );
    refresh();
    return { key };
  });
}

export async function revokeApiKey(slug: string, id: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => apiKeys.revokeApiKey(tx, business.id, id, actor));
    refresh();
    return null;
  });
}
