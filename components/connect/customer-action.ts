import { type ActionResult, customerAction, type Refusal } from "@/lib/actions";
import type { Door } from "@/lib/doors";
import type { Translate } from "@/lib/languages/texts";
import { pageTexts } from "./request-language";

type Code = NonNullable<Refusal["code"]>;
type Words = Exclude<Parameters<Translate>[0] & `error.${string}`, "error.too_many">;

/** A customer's action, which says in their language why it did nothing. `own` are the words where a code is not enough. */
export async function actionInWords<T>(
  verb: () => Promise<T>,
  { door, own }: { door?: Door; own?: Partial<Record<Code, Words>> } = {},
): Promise<ActionResult<T>> {
  const result = await customerAction(verb, door);
  if (result.ok) return result;
  const { t } = await pageTexts();
  const { code = "internal", retryAfterSeconds = 60 } = result;
  const message =
    code === "too_many_requests"
      ? t("error.too_many", { minutes: Math.ceil(retryAfterSeconds / 60) })
      : t(own?.[code] ?? usual[code] ?? "error.gone");
  return { ...result, message };
}

const usual: Partial<Record<Code, Words>> = {
  unavailable: "error.unavailable",
  internal: "error.internal",
};
