"use client";
import { useState, useTransition } from "react";
import { makeEntitlement } from "@/components/entitlements/actions";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ServerView } from "@/lib/guilds/guild-view";
import { EndSettings, type EndSettingsValue } from "../end-settings";
import { noRole, RoleList } from "../role-list";

type Refusal = { message: string; fields: Record<string, string> };

export function RoleAndName({
  slug,
  server,
  justDragged,
  onMade,
}: {
  slug: string;
  server: ServerView;
  justDragged: boolean;
  onMade: (entitlement: { id: string; name: string }) => void;
}) {
  const [roleId, setRoleId] = useState("");
  const [typed, setTyped] = useState<string>();
  const [ends, setEnds] = useState<EndSettingsValue>({ endAction: "remove_role", driftPolicy: "restore" });
  const [refusal, setRefusal] = useState<Refusal>();
  const [pending, startTransition] = useTransition();
  const targetProblem = refusal?.fields.role_id ?? refusal?.fields.guild_id;
  const name = typed ?? suggestedName(server, roleId);

  const create = () =>
    startTransition(async () => {
      const input = { name, guildId: server.id, roleId: roleId === noRole ? null : roleId, ...ends };
      const answer = await makeEntitlement(slug, input);
      if (answer.ok) onMade({ id: answer.value.id, name });
      else setRefusal(answer);
    });

  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        create();
      }}
    >
      {justDragged && (
        <Callout look="success" live title="Done: the bot can give roles now">
          Pick the one that customers get.
        </Callout>
      )}
      <div className="grid gap-1">
        <h3 className="font-semibold text-lg">Which role in {server.name}?</h3>
        <p className="text-ink-soft">Customers are added to the server and get this role.</p>
      </div>
      <RoleList server={server} value={roleId} onChange={setRoleId} />
      {targetProblem && (
        <Callout look="problem" live title={refusal?.message}>
          {targetProblem}
        </Callout>
      )}
      <Field
        label="Name"
        hint="Customers see it in their mails and in the portal."
        error={refusal?.fields.name}
      >
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
      <details className="group rounded-lg border border-line-strong">
        <summary className="touchable flex items-center px-4 py-2.5 font-medium">
          When access ends, and moderators
        </summary>
        <div className="border-t px-4 py-4">
          <EndSettings value={ends} onChange={setEnds} />
        </div>
      </details>
      {refusal && Object.keys(refusal.fields).length === 0 && (
        <Callout look="problem" live>
          {refusal.message}
        </Callout>
      )}
      <Button
        type="submit"
        variant="primary"
        size="lg"
        pending={pending}
        disabled={roleId === "" || name.trim() === ""}
      >
        Create Entitlement
      </Button>
    </form>
  );
}

function suggestedName(server: ServerView, roleId: string): string {
  if (roleId === "") return "";
  if (roleId === noRole) return `${server.name} membership`;
  return `${server.roles.find(({ id }) => id === roleId)?.name ?? ""} in ${server.name}`;
}
