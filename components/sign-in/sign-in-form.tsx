"use client";
import { Mail } from "lucide-react";
import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { ActionForm } from "@/components/ui/action-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/actions";

export function SignInForm({ email, callbackUrl }: { email: string; callbackUrl: string }) {
  const router = useRouter();
  const form = useActionForm(async (_: unknown, given: FormData): Promise<ActionResult> => {
    const email = String(given.get("email") ?? "").trim();
    if (!/^\S+@\S+\.\S+$/.test(email)) return refused("Enter an email address, like ana@example.com");
    const answer = await signIn("email", { email, callbackUrl, redirect: false }).catch(() => null);
    if (answer?.status === 429) return refused("Too many attempts. Wait a few minutes, then try again.");
    if (!answer?.ok || answer.error) return refused("We couldn't send the link. Try again.");
    router.push(`/sign-in/sent?email=${encodeURIComponent(email)}`);
    return { ok: true, value: null };
  });
  return (
    <ActionForm form={form} className="grid gap-4">
      <Field label="Email" name="email">
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="email"
            inputMode="email"
            defaultValue={email}
            placeholder="you@company.com"
            className="h-11"
          />
        )}
      </Field>
      <SubmitButton size="lg" icon={<Mail aria-hidden />}>
        Email me a sign-in link
      </SubmitButton>
    </ActionForm>
  );
}

function refused(message: string): ActionResult {
  return { ok: false, message, fields: { email: message } };
}
