import { type ActionResult, customerAction, type Refusal } from "@/lib/actions";
import type { Door } from "@/lib/doors";
import type { Translate } from "@/lib/languages/texts";
import { pageTexts } from "./request-language";

type Code = NonNullable<Refusal["code"]>;
type Words = Parameters<Translate>[0] & `error.${string}`;

/** A customer's action, which says in their language why it did nothing. `own` are the words where a code is not enough. */
export async function actionInWords<T>(
  verb: () => Promise<T>,
  { door, own }: { door?: Door; own?: Partial<Record<Code, Words>> } = {},
): Promise<ActionResult<T>> {
  const result = await customerAction(verb, door);
  if (result.ok) return result;
  const { t } = await pageTexts();
  const { code = "internal" } = result;
  return { ...result, message: t(own?.[code] ?? usual[code] ?? "error.gone") };
}

const usual: Partial<Record<Code, Words>> = {
  too_many_requests: "error.too_many",
  unavailable: "error.unavailable",
  internal: "error.internal",
};
