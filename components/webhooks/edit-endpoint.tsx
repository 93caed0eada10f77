"use client";
import { Sheet } from "@/components/ui/dialog";
import { useActionForm, withProof } from "@/components/ui/use-action";
import type { ShownEndpoint } from "@/lib/webhooks/show-webhooks";
import { updateEndpoint } from "./actions";
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
  const close = () => onOpenChange(false);
  const form = useActionForm(withProof(updateEndpoint.bind(null, slug, endpoint.id)), close);
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title="Edit endpoint"
      footer={<FormButtons formId="edit-endpoint" label="Save" pending={form.pending} onCancel={close} />}
    >
      <EndpointForm formId="edit-endpoint" form={form} endpoint={endpoint} />
    </Sheet>
  );
}
