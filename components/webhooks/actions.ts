"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type ActionResult, memberAction, provenAction } from "@/lib/actions";
import { cleanLine } from "@/lib/text";
import { updateHeaders } from "@/lib/webhooks/endpoint-headers";
import * as secrets from "@/lib/webhooks/endpoint-secret";
import * as endpoints from "@/lib/webhooks/endpoints";
import { eventTypes } from "@/lib/webhooks/publish-event";
import { replayDelivery as replay } from "@/lib/webhooks/replay-delivery";
import { startReplay as startRun } from "@/lib/webhooks/replay-failed";
import { sendTestEvent as send } from "@/lib/webhooks/send-test-event";

const endpointForm = z
  .object({
    url: z.string().trim().min(1, "Enter the URL to send events to"),
    description: z.string().overwrite(cleanLine).max(500, "At most 500 characters"),
    events: z.enum(["all", "some"]),
    types: z.array(z.string()),
    rateLimit: z
      .string()
      .trim()
      .regex(/^\d*$/, "Enter a whole number, or leave it empty for no limit")
      .transform((text) => (text === "" ? null : Number(text))),
    statusCase: z.enum(["own", "sdk"]),
  })
  .transform(({ events, types, ...rest }) => ({ ...rest, filterTypes: events === "all" ? null : types }));

function readForm(form: FormData) {
  const { types: _, ...single } = Object.fromEntries(form);
  return endpointForm.parse({ ...single, types: form.getAll("types") });
}

export async function createEndpoint(slug: string, _: unknown, form: FormData): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ inTransaction, business, actor }) => {
    const { id } = await inTransaction((tx) =>
      endpoints.createEndpoint(tx, business.id, readForm(form), actor),
    );
    revalidatePath(`/${slug}/developers/webhooks`);
    redirect(`/${slug}/developers/webhooks/${id}?new=1`);
  });
}

export async function updateEndpoint(
  slug: string,
  endpointId: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ inTransaction, business, actor }) => {
    await inTransaction((tx) => endpoints.updateEndpoint(tx, business.id, endpointId, readForm(form), actor));
    revalidatePath(`/${slug}/developers/webhooks`, "layout");
    return null;
  });
}

export async function setEndpointDisabled(
  slug: string,
  endpointId: string,
  disabled: boolean,
): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ inTransaction, business, actor }) => {
    const change = { disabled: z.boolean().parse(disabled) };
    await inTransaction((tx) => endpoints.updateEndpoint(tx, business.id, endpointId, change, actor));
    revalidatePath(`/${slug}/developers/webhooks`, "layout");
    return null;
  });
}

export async function deleteEndpoint(slug: string, endpointId: string): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ inTransaction, business, actor }) => {
    await inTransaction((tx) => endpoints.deleteEndpoint(tx, business.id, endpointId, actor));
    revalidatePath(`/${slug}/developers/webhooks`);
    return null;
  });
}

export async function revealSecret(slug: string, endpointId: string): Promise<ActionResult<string>> {
  return provenAction(slug, "admin", ({ inTransaction, business, actor }) =>
    inTransaction((tx) => secrets.revealSecret(tx, business.id, endpointId, actor)),
  );
}

export async function rotateSecret(slug: string, endpointId: string): Promise<ActionResult<string>> {
  return provenAction(slug, "admin", async ({ inTransaction, business, actor }) => {
    const { secret } = await inTransaction((tx) => secrets.rotateSecret(tx, business.id, endpointId, actor));
    revalidatePath(`/${slug}/developers/webhooks/${endpointId}`);
    return secret;
  });
}

const headerForm = z.object({
  name: z.string().trim().min(1, "Enter a name"),
  value: z.string(),
  sensitive: z.literal("on").optional(),
});

export async function updateHeader(
  slug: string,
  endpointId: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ inTransaction, business, actor }) => {
    const { name, value, sensitive } = headerForm.parse(Object.fromEntries(form));
    const content = { value, sensitive: sensitive === "on" };
    await inTransaction((tx) => updateHeaders(tx, business.id, endpointId, { [name]: content }, actor));
    revalidatePath(`/${slug}/developers/webhooks/${endpointId}`);
    return null;
  });
}

export async function deleteHeader(slug: string, endpointId: string, name: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ inTransaction, business, actor }) => {
    const change = { [z.string().parse(name)]: null };
    await inTransaction((tx) => updateHeaders(tx, business.id, endpointId, change, actor));
    revalidatePath(`/${slug}/developers/webhooks/${endpointId}`);
    return null;
  });
}

export async function sendTestEvent(
  slug: string,
  endpointId: string,
  type: string,
): Promise<ActionResult<string>> {
  return memberAction(slug, "admin", ({ inTransaction, business, actor }) => {
    const wanted = z.enum(eventTypes).parse(type);
    return inTransaction((tx) => send(tx, business.id, endpointId, wanted, actor));
  });
}

export async function replayDelivery(slug: string, deliveryId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ inTransaction, business, actor }) => {
    await inTransaction((tx) => replay(tx, business.id, deliveryId, actor));
    revalidatePath(`/${slug}/developers/webhooks`, "layout");
    return null;
  });
}

const replayForm = z.object({ since: z.iso.datetime(), missed: z.boolean() });

export async function startReplay(
  slug: string,
  endpointId: string,
  choice: z.input<typeof replayForm>,
): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ inTransaction, business, actor }) => {
    const { since, missed } = replayForm.parse(choice);
    const scope = { since: new Date(since), missed };
    await inTransaction((tx) => startRun(tx, business.id, endpointId, scope, actor));
    revalidatePath(`/${slug}/developers/webhooks/${endpointId}`);
    return null;
  });
}
