import { startAuthentication } from "@simplewebauthn/browser";
import type { ActionResult } from "@/lib/actions";
import { finishProof, startProof } from "./actions";

/** Asks the browser for one of the person's passkeys. Refused when they cancel, or have none at hand. */
export async function proveItsMe(): Promise<ActionResult> {
  const started = await startProof();
  if (!started.ok) return started;
  const response = await startAuthentication({ optionsJSON: started.value }).catch(() => null);
  if (response) return finishProof(response);
  return { ok: false, message: "Your browser didn't use a passkey. Please try again.", fields: {} };
}
