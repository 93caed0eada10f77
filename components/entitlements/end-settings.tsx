"use client";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

export type EndSettingsValue = {
  endAction: "remove_role" | "kick" | "keep";
  driftPolicy: "restore" | "respect";
};

const endActionOptions = [
  { value: "remove_role", label: "Remove the role" },
  { value: "kick", label: "Remove the person from the server" },
  { value: "keep", label: "Let them keep the role" },
];

const driftOptions = [
  { value: "restore", label: "Put it back" },
  { value: "respect", label: "Leave it off and email me" },
];

const endHints = {
  remove_role: "If the entitlement has no role, people the bot added are removed from the server.",
  kick: "Never removes people who were members before, the server owner, or anyone above the bot.",
  keep: "The grant ends but the role stays.",
};

/** What happens when access ends, and when a moderator removes the role by hand. */
export function EndSettings({
  value,
  onChange,
}: {
  value: EndSettingsValue;
  onChange: (value: EndSettingsValue) => void;
}) {
  return (
    <div className="grid gap-4">
      <Field label="When access ends" name="endAction" hint={endHints[value.endAction]}>
        {(control) => (
          <Select
            {...control}
            options={endActionOptions}
            value={value.endAction}
            onValueChange={(next) => onChange({ ...value, endAction: next as EndSettingsValue["endAction"] })}
          />
        )}
      </Field>
      <Field label="When a moderator removes the role by hand" name="driftPolicy">
        {(control) => (
          <Select
            {...control}
            options={driftOptions}
            value={value.driftPolicy}
            onValueChange={(next) =>
              onChange({ ...value, driftPolicy: next as EndSettingsValue["driftPolicy"] })
            }
          />
        )}
      </Field>
    </div>
  );
}
