"use client";
import { CircleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <EmptyState
      icon={<CircleAlert />}
      title="We couldn't load this page"
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    >
      Something went wrong on our side.
      {error.digest && (
        <> If it keeps happening, give whoever runs this Gatehouse the error code {error.digest}.</>
      )}
    </EmptyState>
  );
}
