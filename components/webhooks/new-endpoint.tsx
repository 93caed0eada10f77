"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/dialog";
import { useActionForm, withProof } from "@/components/ui/use-action";
import { createEndpoint } from "./actions";
import { EndpointForm, FormButtons } from "./endpoint-form";

/** A button and its sheet for adding an endpoint; saving opens the new endpoint's page. */
export function NewEndpoint({ slug, openAtFirst = false }: { slug: string; openAtFirst?: boolean }) {
  const [open, setOpen] = useState(openAtFirst);
  const form = useActionForm(withProof(createEndpoint.bind(null, slug)));
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden /> Add endpoint
      </Button>
      <Sheet
        open={open}
        onOpenChange={setOpen}
        title="Add endpoint"
        description="A URL of yours that gets notified when your customers' access changes."
        footer={
          <FormButtons
            formId="new-endpoint"
            label="Add endpoint"
            pending={form.pending}
            onCancel={() => setOpen(false)}
          />
        }
      >
        <EndpointForm formId="new-endpoint" form={form} />
      </Sheet>
    </>
  );
}
