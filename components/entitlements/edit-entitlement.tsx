"use client";
import { Pencil } from "lucide-react";
import { useState, useTransition } from "react";
import { useServers } from "@/components/servers/watch-servers";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Sheet } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ServerView } from "@/lib/guilds/guild-view";
import { saveEntitlement } from "./actions";
import { EndSettings, type EndSettingsValue } from "./end-settings";
import { noRole, RoleList } from "./role-list";

type Now = EndSettingsValue & { name: string; guildId: string; roleId: string | null };
type Preview = { people: number; losesRole: number; keepsThroughOther: number; unclaimed: number };

/** The settings in a panel. A new server or role says first whom it touches. */
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
  const [refusal, setRefusal] = useState<{ message: string; fields: Record<string, string> }>();
  const [pending, startTransition] = useTransition();
  const server = servers.find((each) => each.id === draft.guildId);
  const moved = draft.guildId !== now.guildId || draft.roleId !== now.roleId;
  const field = refusal?.fields.role_id ?? refusal?.fields.guild_id;
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        startTransition(async () => {
          const answer = await saveEntitlement(slug, id, draft);
          if (answer.ok) onSaved();
          else setRefusal(answer);
        });
      }}
    >
      <Field label="Name" error={refusal?.fields.name}>
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            maxLength={100}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Server">
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
          <RoleList
            server={server}
            value={draft.roleId ?? noRole}
            onChange={(roleId) => setDraft({ ...draft, roleId: roleId === noRole ? null : roleId })}
          />
        </div>
      )}
      <EndSettings value={draft} onChange={(ends) => setDraft({ ...draft, ...ends })} />
      {moved && <MovePreview preview={preview} newServer={draft.guildId !== now.guildId} />}
      {refusal && (
        <Callout look="problem" live title={field ? refusal.message : undefined}>
          {field ?? refusal.message}
        </Callout>
      )}
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Save
      </Button>
    </form>
  );
}

function MovePreview({ preview, newServer }: { preview: Preview; newServer: boolean }) {
  const connected = preview.losesRole + preview.keepsThroughOther;
  const count = (n: number) => n.toLocaleString("en");
  if (preview.people === 0) return <Callout>Nobody has it yet, so nobody is touched.</Callout>;
  return (
    <Callout look="warning" title={`This touches ${count(preview.people)} people`}>
      {newServer ? "They are added to the new server, " : "They get the new role, "}
      then the old role goes from {count(preview.losesRole)} of {count(connected)} who are connected
      {preview.keepsThroughOther > 0 &&
        `; ${count(preview.keepsThroughOther)} keep it through something else`}
      .{preview.unclaimed > 0 && ` ${count(preview.unclaimed)} have not connected Discord yet.`}
    </Callout>
  );
}
