import { cleanLine } from "@/lib/text";

const addresses = ["email", "customer_email", "receipt_email", "user_email"];
const ids = ["customer_id", "customer"];

/** Who an event is about, whatever its provider: an email address, else the provider's id of the customer. */
export function personIn(body: string): string | null {
  const event: unknown = JSON.parse(body);
  const person = firstText(event, addresses) ?? firstText(event, ids);
  return person ? cleanLine(person, 320) || null : null;
}

/** The outermost text with one of these names. */
function firstText(value: unknown, names: string[]): string | null {
  for (let level = [value]; level.length > 0; level = level.flatMap(inside))
    for (const one of level) {
      const found = Object.entries(fieldsOf(one)).find(
        ([name, text]) => names.includes(name) && typeof text === "string" && text !== "",
      );
      if (found) return String(found[1]);
    }
  return null;
}

function inside(value: unknown): unknown[] {
  return Object.values(fieldsOf(value)).filter((inner) => typeof inner === "object" && inner !== null);
}

function fieldsOf(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
