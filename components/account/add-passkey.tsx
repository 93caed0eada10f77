"use client";
import { startRegistration, WebAuthnError } from "@simplewebauthn/browser";
import { signInAgain } from "@/components/sign-in/actions";
import { Button } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error-line";
import { useAction, withProof } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/actions";
import { finishPasskey, startPasskey } from "./actions";
import { deviceWords } from "./device-words";

/** Has the browser make a passkey, on this device, a phone or a security key. */
export function AddPasskey({
  mayAdd,
  next,
  primary = false,
  onAdded,
}: {
  /** Otherwise they have to sign in again first. */
  mayAdd: boolean;
  /** Where to come back to after signing in again. */
  next: string;
  primary?: boolean;
  /** Gets recovery codes with a first passkey. */
  onAdded: (codes: string[] | null) => void;
}) {
  const adding = useAction(addPasskey, ({ codes }) => onAdded(codes));
  const look = primary ? ({ variant: "primary", size: "lg" } as const) : ({ size: "sm" } as const);
  if (!mayAdd)
    return (
      <form action={signInAgain} className="grid gap-2">
        <input type="hidden" name="next" value={next} />
        <p className="text-ink-soft text-sm">
          You signed in more than an hour ago. Sign in again to add a passkey.
        </p>
        <Button type="submit" {...look} className="justify-self-start">
          Sign in again
        </Button>
      </form>
    );
  return (
    <div className="grid gap-2">
      <Button {...look} pending={adding.pending} onClick={() => void adding.run()}>
        Add a passkey
      </Button>
      <ErrorLine>{adding.refusal?.message}</ErrorLine>
    </div>
  );
}

async function addPasskey(): Promise<ActionResult<{ codes: string[] | null }>> {
  const started = await withProof(startPasskey)();
  if (!started.ok) return started;
  try {
    const response = await startRegistration({ optionsJSON: started.value });
    return await finishPasskey(response, deviceWords(navigator.userAgent).name);
  } catch (error) {
    return { ok: false, message: whyNotMade(error), fields: {} };
  }
}

function whyNotMade(error: unknown): string {
  const code = error instanceof WebAuthnError ? error.code : "";
  if (code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED")
    return "This device already has a passkey for your account.";
  if (code === "ERROR_INVALID_DOMAIN" || code === "ERROR_INVALID_RP_ID")
    return "Browsers make passkeys only for https addresses with a host name, and for localhost.";
  return "No passkey was made. Your browser can make one on this device, a phone or a security key.";
}
