"use client";
import { signOutEverywhere } from "@/components/sign-in/actions";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";

export function SignOutEverywhere({ devices }: { devices: number }) {
  return (
    <Confirm
      trigger={<Button size="sm">Sign out everywhere</Button>}
      title="Sign out everywhere?"
      confirmLabel="Sign out everywhere"
      onConfirm={signOutEverywhere}
    >
      <p>
        {devices === 1
          ? "This ends your session here"
          : `This ends all ${devices} sessions, including the one here`}
        , and sign-in links in your mailbox stop working.
      </p>
    </Confirm>
  );
}
