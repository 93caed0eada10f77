"use client";
import { useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { AddPasskey } from "./add-passkey";
import { CodeList } from "./code-list";

/** A first passkey, then its recovery codes, then on to `next`. */
export function FirstPasskey({ email, next, mayAdd }: { email: string; next: string; mayAdd: boolean }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  if (!codes) return <AddPasskey mayAdd={mayAdd} next={next} primary onAdded={setCodes} />;
  return (
    <>
      <CodeList codes={codes} email={email} />
      <a href={next} className={buttonClass({ variant: "primary", size: "lg" })}>
        Continue
      </a>
    </>
  );
}
