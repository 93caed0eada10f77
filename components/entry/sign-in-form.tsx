"use client";
import { Mail } from "lucide-react";
import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export function SignInForm({ email, callbackUrl }: { email: string; callbackUrl: string }) {
  const router = useRouter();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string>();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const address = String(new FormData(event.currentTarget).get("email") ?? "").trim();
    if (!/^\S+@\S+\.\S+$/.test(address)) return setError("Enter an email address, like ana@example.com");
    setError(undefined);
    setPending(true);
    const answer = await signIn("email", { email: address, callbackUrl, redirect: false }).catch(() => null);
    if (answer?.ok && !answer.error) return router.push(`/sign-in/sent?email=${encodeURIComponent(address)}`);
    setPending(false);
    setError("The link could not be sent. Please try again.");
  };

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label="Email" error={error}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="email"
            inputMode="email"
            defaultValue={email}
            placeholder="you@company.com"
            className="h-11"
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {!pending && <Mail aria-hidden />}
        Email me a sign-in link
      </Button>
    </form>
  );
}
