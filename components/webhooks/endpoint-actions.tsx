"use client";
import { Ellipsis, Pause, Pencil, Play, Send, Trash2, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { toast } from "@/components/ui/toaster";
import type { ShownEndpoint } from "@/lib/webhooks/show-webhooks";
import { pauseOrResume, removeEndpoint } from "./actions";
import { EditEndpoint } from "./edit-endpoint";
import { ReplayDialog } from "./replay-dialog";
import { TestDialog } from "./test-dialog";

type Asked = "test" | "edit" | "replay" | "pause" | "delete" | null;

/** What can be done with an endpoint: the test stands out, the rest is in a menu. */
export function EndpointActions({ slug, endpoint }: { slug: string; endpoint: ShownEndpoint }) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked>(null);
  const [resuming, startResume] = useTransition();
  const shows = (which: Asked) => ({
    open: asked === which,
    onOpenChange: (open: boolean) => setAsked(open ? which : null),
  });
  const resume = () =>
    startResume(async () => {
      const result = await pauseOrResume(slug, endpoint.id, false);
      if (!result.ok) toast.error(result.message);
    });
  const pause = async () => {
    const result = await pauseOrResume(slug, endpoint.id, true);
    return result.ok ? null : result.message;
  };
  const remove = async () => {
    const result = await removeEndpoint(slug, endpoint.id);
    if (!result.ok) return result.message;
    router.push(`/${slug}/developers/webhooks`);
    return null;
  };
  return (
    <>
      {endpoint.disabled && (
        <Button variant="primary" pending={resuming} onClick={resume}>
          {!resuming && <Play aria-hidden />} Resume
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
          <Undo2 aria-hidden /> Send failed events again
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
        onConfirm={pause}
      >
        <p>
          Nothing is sent until you resume it. Deliveries that wait for another attempt keep waiting. What
          happens meanwhile is not queued, but you can send it afterwards with “Send failed events again”.
        </p>
      </Confirm>
      <Confirm
        {...shows("delete")}
        title="Delete this endpoint?"
        confirmLabel="Delete endpoint"
        onConfirm={remove}
      >
        <p className="break-all">{endpoint.url}</p>
        <p>
          Its signing secret is gone for good, and deliveries that wait are given up. What was sent stays in
          the delivery log.
        </p>
      </Confirm>
    </>
  );
}
