import type { AuditAction } from "@/lib/audit";

/**
 * What was done, after the name of whoever did it. `{subject}` is the thing it was done to, `{name}` and so on one of
 * the entry's details.
 */
export const sentences: Record<AuditAction, string> = {
  "api_key.created": "created the API key {name}",
  "api_key.revoked": "revoked the API key {name}",
  "business.created": "created the business",
  "business.updated": "changed the business settings",
  "business.logo_uploaded": "uploaded a logo",
  "business.email_text_changed": "changed the words of an email",
  "business.logo_removed": "removed the logo",
  "business.passkeys_required": "required passkeys of owners and admins",
  "business.passkeys_not_required": "stopped requiring passkeys",
  "customer.updated": "edited the customer {subject}",
  "customer.account_switched": "switched the Discord account of {subject} from {fromUserId} to {toUserId}",
  "customer.email_corrected": "changed the email address of {subject} from {from} to {to}",
  "customer.email_released": "set the email address of {subject} back from {from} to {to}",
  "entitlement.created": "created the entitlement {subject}",
  "entitlement.updated": "changed the entitlement {subject}",
  "entitlement.ended": "ended everyone's access by {subject}",
  "entitlement.deleted": "deleted the entitlement {name}",
  "grant.given": "gave access to {subject}",
  "grant.link_resent": "sent a new link to {subject}",
  "grant.retried": "retried the access of {subject}",
  "grant.revoked": "revoked the access of {subject}",
  "grant.reinstated": "gave access back to {subject}",
  "grants.bulk_resend": "sent {total} new links",
  "grants.bulk_retry": "retried {total} grants",
  "grants.bulk_revoke": "revoked {total} grants",
  "list.exported": "exported the list {list}",
  "member.invited": "invited {email} as {role}",
  "member.invite_withdrawn": "withdrew the invitation of {email}",
  "member.invite_declined": "declined the invitation",
  "member.joined": "joined as {role}",
  "member.role_changed": "changed the role of {subject} from {from} to {to}",
  "member.removed": "removed {email} from the team",
  "member.passkey_added": "added the passkey {passkey}",
  "member.passkey_removed": "removed the passkey {passkey}",
  "member.passkeys_reset": "removed all passkeys of {email}",
  "member.recovery_codes_made": "made new recovery codes",
  "member.recovery_code_used": "used a recovery code",
  "product.created": "created the product {subject}",
  "product.updated": "edited the product {subject}",
  "product.archived": "archived the product {subject}",
  "product.unarchived": "restored the product {subject}",
  "product.entitlement_attached": "attached {entitlement} to the product {subject}",
  "product.entitlement_detached": "detached {entitlementId} from the product {subject}",
  "product.entitlements_changed": "changed what the product {subject} gives",
  "provider.connected": "connected the payment provider {subject}",
  "provider.disconnected": "disconnected the payment provider {subject}",
  "provider.key_replaced": "replaced the API key of {subject}",
  "provider.secret_rotated": "changed the webhook secret of {subject}",
  "provider.policy_changed": "changed the rules of {subject}",
  "purchase_event.rerun": "ran the event {type} again",
  "purchase_events.rerun": "ran {events} purchase events again",
  "purchase_events.dismissed": "dismissed {events} purchase events",
  "server.connected": "connected the server {name}",
  "server.reconnected": "connected the server {name} again",
  "server.released": "disconnected the server {name}",
  "webhook.created": "added the webhook endpoint {subject}",
  "webhook.updated": "changed the webhook endpoint {subject}",
  "webhook.deleted": "deleted the webhook endpoint {url}",
  "webhook.paused": "paused the webhook endpoint {subject}",
  "webhook.resumed": "resumed the webhook endpoint {subject}",
  "webhook.headers_updated": "changed headers of the webhook endpoint {subject}",
  "webhook.secret_read": "looked at the secret of the webhook endpoint {subject}",
  "webhook.secret_rotated": "changed the secret of the webhook endpoint {subject}",
  "webhook.tested": "sent a test event to {subject}",
  "webhook.replayed": "sent a webhook delivery again",
  "webhook.replay_started": "sent {total} webhook deliveries again to {subject}",
};

/** Kinds of entries to filter by, each with the first words of its actions. */
export const auditKinds = {
  access: { label: "Access", nouns: ["grant", "grants"] },
  customers: { label: "Customers", nouns: ["customer"] },
  entitlements: { label: "Entitlements", nouns: ["entitlement"] },
  products: { label: "Products", nouns: ["product"] },
  payments: { label: "Payments", nouns: ["provider", "purchase_event", "purchase_events"] },
  servers: { label: "Servers", nouns: ["server"] },
  developers: { label: "API keys and webhooks", nouns: ["api_key", "webhook"] },
  team: { label: "Team", nouns: ["member"] },
  business: { label: "Business", nouns: ["business", "list"] },
} as const;
export type AuditKind = keyof typeof auditKinds;

export function isAuditKind(text: string | undefined): text is AuditKind {
  return text !== undefined && Object.hasOwn(auditKinds, text);
}

type Entry = { action: string; subjectId: string | null; details: Record<string, unknown> };
type Names = ReadonlyMap<string, { label: string; path: string | null }>;

/** A piece of a sentence: plain words, or a name that is shown in bold, as a link if it has a page. */
export type Piece = { text: string } | { name: string; path: string | null };

/** The pieces of an entry's sentence, and the details that it doesn't tell, in words. */
export function tellEntry(entry: Entry, names: Names): { pieces: Piece[]; more: [string, string][] } {
  const { action, subjectId, details } = entry;
  const template = (sentences as Record<string, string>)[action] ?? inWords(action);
  const told = new Set<string>();
  const pieces = template
    .split(/(\{\w+\})/)
    .filter(Boolean)
    .map((part): Piece => {
      const field = /^\{(\w+)\}$/.exec(part)?.[1];
      if (!field) return { text: part };
      const source = field === "subject" ? formerNames.find((name) => isText(details[name])) : field;
      if (source) told.add(source);
      const named = names.get(String(field === "subject" ? subjectId : details[field]));
      if (named) return { name: named.label, path: named.path };
      const text = source && details[source];
      return {
        name: isEmpty(text) ? "something that is gone" : valueInWords(text, names, source),
        path: null,
      };
    });
  const more = Object.entries(details)
    .filter(([field, value]) => !told.has(field) && !isEmpty(value))
    .map(([field, value]): [string, string] => [inWords(field), valueInWords(value, names, field)]);
  return { pieces, more };
}

/** Details that hold what the subject was called then. */
const formerNames = ["name", "product", "url", "customer"];

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

const fieldWords: Record<string, string> = {
  existingToo: "For existing customers too",
  filterTypes: "Only these events",
  priceIds: "Only these prices",
  entitlementIds: "Entitlements",
};

/** "endAccess" and "webhook.secret_read" as "End access" and "Webhook secret read". */
function inWords(name: string): string {
  if (Object.hasOwn(fieldWords, name)) return fieldWords[name] ?? "";
  const words = name
    .replace(/^guild(?=Id)/, "server")
    .replace(/Ids?$/, "")
    .replaceAll(/[._]/g, " ")
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Details whose texts are words of our own, like `remove_role`. Other texts may be names that people chose. */
const withOwnWords = new Set(["endAction", "driftPolicy", "reason"]);

function valueInWords(value: unknown, names: Names, field = ""): string {
  if (isEmpty(value)) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return value.toLocaleString("en");
  if (Array.isArray(value)) return value.map((each) => valueInWords(each, names, field)).join(", ");
  if (typeof value === "string") {
    const text = withOwnWords.has(field) ? value.replaceAll("_", " ") : value;
    return names.get(value)?.label ?? timeInWords(value) ?? text;
  }
  const { from, to, ...others } = value as Record<string, unknown>;
  if (Object.keys(others).length === 0)
    return `${valueInWords(from, names, field)} → ${valueInWords(to, names, field)}`;
  return Object.entries(value as Record<string, unknown>)
    .map(([name, each]) => `${inWords(name)}: ${valueInWords(each, names, name)}`)
    .join(", ");
}

/** An ISO time as "25 Nov 2026, 14:30 UTC". */
function timeInWords(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null;
  const time = new Date(text).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "UTC",
  });
  return `${time} UTC`;
}

/** Every id among an entry's subject and details, for their names. */
export function idsIn({ subjectId, details }: Pick<Entry, "subjectId" | "details">): string[] {
  const found: string[] = subjectId ? [subjectId] : [];
  const collect = (value: unknown): void => {
    if (typeof value === "string" && /^[a-z]{3,4}_\w+$|^\d{17,20}$/.test(value)) found.push(value);
    else if (value && typeof value === "object") Object.values(value).forEach(collect);
  };
  collect(details);
  return found;
}
