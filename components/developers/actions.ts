"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { createApiKey, revokeApiKey } from "@/lib/api-keys";
import { type ActionResult, memberAction } from "@/lib/auth";
import { cleanLine } from "@/lib/text";

const newKey = z.object({
  name: z.string().overwrite(cleanLine).min(1, "Give it a name").max(60, "At most 60 characters"),
  readOnly: z.boolean(),
  days: z.enum(["never", "30", "90", "365"]),
});

export async function makeApiKey(
  slug: string,
  input: z.input<typeof newKey>,
): Promise<ActionResult<{ key: string }>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const { name, readOnly, days } = newKey.parse(input);
    const expiresAt = days === "never" ? null : new Date(Date.now() + Number(days) * 86_400_000);
    const { key } = await inTransaction((tx) =>
      createApiKey(tx, { businessId: business.id, name, readOnly, expiresAt, actor }),
    );
    refresh();
    return { key };
  });
}

export async function endApiKey(slug: string, id: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => revokeApiKey(tx, business.id, id, actor));
    refresh();
    return null;
  });
}
