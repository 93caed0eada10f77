"use client";
import { useState } from "react";
import { createEntitlement } from "@/components/entitlements/actions";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Callout } from "@/components/ui/callout";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import type { ServerView } from "@/lib/guilds/guild-view";
import { EndSettings, type EndSettingsValue } from "../end-settings";
import { noRole } from "../no-role";
import { RoleList } from "../role-list";
import { TargetProblem } from "../target-problem";

export function RoleAndName({
  slug,
  server,
  justDragged,
  onCreated,
}: {
  slug: string;
  server: ServerView;
  justDragged: boolean;
  onCreated: (entitlement: { id: string; name: string }) => void;
}) {
  const [roleId, setRoleId] = useState("");
  const [typed, setTyped] = useState<string>();
  const [ends, setEnds] = useState<EndSettingsValue>({ endAction: "remove_role", driftPolicy: "restore" });
  const form = useActionForm(createEntitlement.bind(null, slug), onCreated);
  const name = typed ?? suggestedName(server, roleId);

  return (
    <ActionForm form={form} className="grid gap-5">
      <input type="hidden" name="guildId" value={server.id} />
      <input type="hidden" name="roleId" value={roleId} />
      {justDragged && (
        <Callout look="success" live title="Done. The bot can give roles now">
          Pick the one customers get.
        </Callout>
      )}
      <div className="grid gap-1">
        <h3 className="font-semibold text-lg">Which role in {server.name}?</h3>
        <p className="text-ink-soft">Customers are added to the server and get this role.</p>
      </div>
      <RoleList server={server} value={roleId} onChange={setRoleId} />
      <TargetProblem form={form} />
      <Field label="Name" name="name" hint="Customers see this in emails and in the portal.">
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={100}
            required
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <Disclosure title="When access ends or a role is removed">
        <EndSettings value={ends} onChange={setEnds} />
      </Disclosure>
      <FormProblem />
      <SubmitButton size="lg" disabled={roleId === "" || name.trim() === ""}>
        Create Entitlement
      </SubmitButton>
    </ActionForm>
  );
}

function suggestedName(server: ServerView, roleId: string): string {
  if (roleId === "") return "";
  if (roleId === noRole) return `${server.name} membership`;
  return `${server.roles.find(({ id }) => id === roleId)?.name ?? ""} in ${server.name}`;
}
