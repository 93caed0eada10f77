"use client";
import { Ellipsis, Pause, Pencil, Play, Send, Trash2, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { ErrorLine } from "@/components/ui/error-line";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { useAction } from "@/components/ui/use-action";
import type { ShownEndpoint } from "@/lib/webhooks/show-webhooks";
import { deleteEndpoint, setEndpointDisabled } from "./actions";
import { EditEndpoint } from "./edit-endpoint";
import { ReplayDialog } from "./replay-dialog";
import { TestDialog } from "./test-dialog";

type Asked = "test" | "edit" | "replay" | "pause" | "delete" | null;

/** An endpoint's actions: "Send test event" as a button, the rest in a menu. */
export function EndpointActions({ slug, endpoint }: { slug: string; endpoint: ShownEndpoint }) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked>(null);
  const shows = (which: Asked) => ({
    open: asked === which,
    onOpenChange: (open: boolean) => setAsked(open ? which : null),
  });
  const resume = useAction(() => setEndpointDisabled(slug, endpoint.id, false));
  return (
    <>
      <ErrorLine>{resume.refusal?.message}</ErrorLine>
      {endpoint.disabled && (
        <Button
          variant="primary"
          icon={<Play aria-hidden />}
          pending={resume.pending}
          onClick={() => resume.run()}
        >
          Resume
        </Button>
      )}
      <Button onClick={() => setAsked("test")}>
        <Send aria-hidden /> Send test event
      </Button>
      <Menu
        trigger={
          <Button aria-label="More actions" className="px-2.5">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => setAsked("edit")}>
          <Pencil aria-hidden /> Edit
        </MenuItem>
        <MenuItem onSelect={() => setAsked("replay")} disabled={endpoint.disabled}>
          <Undo2 aria-hidden /> Resend failed events
        </MenuItem>
        {!endpoint.disabled && (
          <MenuItem onSelect={() => setAsked("pause")}>
            <Pause aria-hidden /> Pause
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem danger onSelect={() => setAsked("delete")}>
          <Trash2 aria-hidden /> Delete
        </MenuItem>
      </Menu>
      <TestDialog slug={slug} endpointId={endpoint.id} {...shows("test")} />
      <EditEndpoint slug={slug} endpoint={endpoint} {...shows("edit")} />
      <ReplayDialog slug={slug} endpointId={endpoint.id} {...shows("replay")} />
      <Confirm
        {...shows("pause")}
        title="Pause this endpoint?"
        confirmLabel="Pause"
        danger={false}
        onConfirm={() => setEndpointDisabled(slug, endpoint.id, true)}
      >
        <p>
          Nothing is sent until you resume it. Deliveries waiting for a retry keep waiting. Events that happen
          while it's paused aren't queued, but you can send them later with “Resend failed events”.
        </p>
      </Confirm>
      <Confirm
        {...shows("delete")}
        title="Delete this endpoint?"
        confirmLabel="Delete endpoint"
        onConfirm={() => deleteEndpoint(slug, endpoint.id)}
        onDone={() => router.push(`/${slug}/developers/webhooks`)}
      >
        <p className="break-all">{endpoint.url}</p>
        <p>
          Its signing secret is deleted for good, and deliveries still waiting are cancelled. Past deliveries
          stay in the log.
        </p>
      </Confirm>
    </>
  );
}
