"use client";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { useServers } from "@/components/servers/watch-servers";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Sheet } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm, withProof } from "@/components/ui/use-action";
import type { ServerView } from "@/lib/guilds/guild-view";
import { updateEntitlement } from "./actions";
import { EndSettings, type EndSettingsValue } from "./end-settings";
import { noRole } from "./no-role";
import { RoleList } from "./role-list";
import { TargetProblem } from "./target-problem";

type Now = EndSettingsValue & { name: string; guildId: string; roleId: string | null };
type Preview = { people: number; losesRole: number; keepsThroughOther: number; unclaimed: number };

/** The settings in a panel. Changing the server or role first shows who is affected. */
export function EditEntitlement(props: {
  slug: string;
  id: string;
  now: Now;
  servers: ServerView[];
  preview: Preview;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      open={open}
      onOpenChange={setOpen}
      title="Edit entitlement"
      trigger={
        <Button>
          <Pencil aria-hidden /> Edit
        </Button>
      }
    >
      <EditForm {...props} onSaved={() => setOpen(false)} />
    </Sheet>
  );
}

function EditForm({
  slug,
  id,
  now,
  servers: first,
  preview,
  onSaved,
}: Parameters<typeof EditEntitlement>[0] & { onSaved: () => void }) {
  const { data: servers = first } = useServers(slug, first, true);
  const [draft, setDraft] = useState(now);
  const form = useActionForm(withProof(updateEntitlement.bind(null, slug, id)), onSaved);
  const server = servers.find((each) => each.id === draft.guildId);
  const moved = draft.guildId !== now.guildId || draft.roleId !== now.roleId;
  return (
    <ActionForm form={form} className="grid gap-5">
      <Field label="Name" name="name">
        {(control) => <Input {...control} defaultValue={now.name} maxLength={100} />}
      </Field>
      <Field label="Server" name="guildId">
        {(control) => (
          <Select
            {...control}
            value={draft.guildId}
            options={servers.map(({ id: value, name }) => ({ value, label: name }))}
            onValueChange={(guildId) =>
              setDraft({ ...draft, guildId, roleId: guildId === now.guildId ? now.roleId : null })
            }
          />
        )}
      </Field>
      {server && (
        <div className="grid gap-1.5">
          <span className="font-medium text-sm">Role</span>
          <input type="hidden" name="roleId" value={draft.roleId ?? noRole} />
          <RoleList
            server={server}
            value={draft.roleId ?? noRole}
            current={draft.guildId === now.guildId ? now.roleId : null}
            onChange={(roleId) => setDraft({ ...draft, roleId: roleId === noRole ? null : roleId })}
          />
        </div>
      )}
      <EndSettings value={draft} onChange={(ends) => setDraft({ ...draft, ...ends })} />
      {moved && <MovePreview preview={preview} newServer={draft.guildId !== now.guildId} />}
      <TargetProblem form={form} />
      <FormProblem />
      <SubmitButton size="lg">Save</SubmitButton>
    </ActionForm>
  );
}

function MovePreview({ preview, newServer }: { preview: Preview; newServer: boolean }) {
  const connected = preview.losesRole + preview.keepsThroughOther;
  const count = (n: number) => n.toLocaleString("en");
  if (preview.people === 0) return <Callout>No one has this yet, so no one is affected.</Callout>;
  return (
    <Callout
      look="warning"
      title={`This affects ${count(preview.people)} ${preview.people === 1 ? "person" : "people"}`}
    >
      {newServer ? "They're added to the new server" : "They get the new role"}, then the old role is removed
      from {count(preview.losesRole)} of the {count(connected)} who have connected Discord
      {preview.keepsThroughOther > 0 &&
        `; ${count(preview.keepsThroughOther)} keep it through another entitlement`}
      .{preview.unclaimed > 0 && ` ${count(preview.unclaimed)} haven't connected Discord yet.`}
    </Callout>
  );
}
