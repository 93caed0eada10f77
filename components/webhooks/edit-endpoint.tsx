"use client";
import { useCallback, useState } from "react";
import { Sheet } from "@/components/ui/dialog";
import type { ShownEndpoint } from "@/lib/webhooks/show-webhooks";
import { saveEndpoint } from "./actions";
import { EndpointForm, FormButtons } from "./endpoint-form";

export function EditEndpoint({
  slug,
  endpoint,
  open,
  onOpenChange,
}: {
  slug: string;
  endpoint: ShownEndpoint;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const [pending, setPending] = useState(false);
  const close = useCallback(() => onOpenChange(false), [onOpenChange]);
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title="Edit endpoint"
      footer={<FormButtons formId="edit-endpoint" label="Save" pending={pending} onCancel={close} />}
    >
      <EndpointForm
        formId="edit-endpoint"
        endpoint={endpoint}
        action={saveEndpoint.bind(null, slug, endpoint.id)}
        onSaved={close}
        onPending={setPending}
      />
    </Sheet>
  );
}
