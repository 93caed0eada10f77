import { type Context, Hono } from "hono";
import { sandboxCredentials } from "../credentials";
import { MailRefusal, readMail } from "./mail-input";
import { addMail, type Inbox, type Mail, storeAnswer, storedAnswer } from "./mails";

/** The mail provider's API, as the `resend` client calls it. */
export function resendRoutes(inbox: Inbox): Hono {
  const api = new Hono();
  api.use("*", async (c, next) => {
    const key = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (!key) throw new MailRefusal(401, "missing_api_key", "Missing API key in the authorization header.");
    if (key !== sandboxCredentials.resend.apiKey) {
      throw new MailRefusal(401, "validation_error", "API key is invalid");
    }
    await next();
  });
  api.post("/batch", (c) => once(c, inbox, (json, key) => sendBatch(c, inbox, json, key)));
  api.post("/", (c) => once(c, inbox, (json, key) => ({ id: addMail(inbox, readMail(json), key).id })));
  api.get("/:email_id", (c) => {
    const mail = inbox.mails().get(c.req.param("email_id"));
    if (!mail) throw new MailRefusal(404, "not_found", "Email not found");
    return c.json(asPublished(mail));
  });
  api.all("*", () => {
    throw new MailRefusal(405, "method_not_allowed", "This endpoint does not support this method.");
  });
  api.onError((error, c) => {
    if (error instanceof MailRefusal) {
      return c.json({ statusCode: error.status, name: error.code, message: error.message }, error.status);
    }
    console.error(error);
    return c.json({ statusCode: 500, name: "internal_server_error", message: "Something went wrong." }, 500);
  });
  return api;
}

/** Answers once per idempotency key. A refusal is not stored, so the request can be fixed and sent again. */
async function once(
  c: Context,
  inbox: Inbox,
  send: (json: unknown, key: string | null) => unknown,
): Promise<Response> {
  const body = await c.req.text();
  const key = c.req.header("idempotency-key") ?? null;
  if (key !== null && (key.length < 1 || key.length > 256)) {
    throw new MailRefusal(400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
  }
  const known = key === null ? undefined : storedAnswer(inbox, key, body);
  if (known === "other") {
    const message = "Same idempotency key used with a different request payload.";
    throw new MailRefusal(409, "invalid_idempotent_request", message);
  }
  if (known) return c.json(known.same);
  const answer = send(parse(body), key);
  if (key !== null) storeAnswer(inbox, key, body, answer);
  return c.json(answer);
}

function sendBatch(c: Context, inbox: Inbox, json: unknown, key: string | null): unknown {
  if (!Array.isArray(json) || json.length === 0 || json.length > 100) {
    throw new MailRefusal(422, "validation_error", "The batch must be a list of 1 to 100 emails.");
  }
  if (c.req.header("x-batch-validation") !== "permissive") {
    const mails = json.map(readMail);
    return { data: mails.map((mail) => ({ id: addMail(inbox, mail, key).id })) };
  }
  const data: { id: string }[] = [];
  const errors: { index: number; message: string }[] = [];
  for (const [index, one] of json.entries()) {
    try {
      data.push({ id: addMail(inbox, readMail(one), key).id });
    } catch (problem) {
      if (!(problem instanceof MailRefusal)) throw problem;
      errors.push({ index, message: problem.message });
    }
  }
  return { data, errors };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new MailRefusal(400, "validation_error", "The body is not valid JSON.");
  }
}

function asPublished(mail: Mail) {
  const orNull = (list: string[]) => (list.length > 0 ? list : null);
  return {
    object: "email",
    id: mail.id,
    message_id: `<${mail.id}@sandbox>`,
    from: mail.from,
    to: mail.to,
    cc: orNull(mail.cc),
    bcc: orNull(mail.bcc),
    reply_to: orNull(mail.reply_to),
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    tags: mail.tags,
    scheduled_at: mail.scheduled_at,
    created_at: mail.created_at,
    last_event: mail.scheduled_at ? "scheduled" : "delivered",
  };
}
